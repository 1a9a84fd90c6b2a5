//! What the server's own tools must know to reach a database.

use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// The variables that the client library reads.
pub(crate) fn environment(config: &Config) -> Vec<(&'static str, String)> {
    let host = config.get_hosts().first().map(|host| match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(path) => path.display().to_string(),
    });
    let password = config.get_password().map(|password| String::from_utf8_lossy(password).into_owned());
    let known = [
        ("PGHOST", host),
        ("PGPORT", config.get_ports().first().map(ToString::to_string)),
        ("PGUSER", config.get_user().map(str::to_owned)),
        ("PGDATABASE", config.get_dbname().or(config.get_user()).map(str::to_owned)),
        ("PGPASSWORD", password),
    ];
    known.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}
