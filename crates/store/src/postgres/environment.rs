//! What the server's own tools must know to reach a database.

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};

/// The variables that the client library reads. Where a URL names several servers, they are tried in its order.
pub(crate) fn environment(config: &Config) -> Vec<(&'static str, String)> {
    let password = config.get_password().map(|password| String::from_utf8_lossy(password).into_owned());
    let known = [
        ("PGHOST", listed(config.get_hosts().iter().map(host))),
        ("PGPORT", listed(config.get_ports().iter().map(ToString::to_string))),
        ("PGUSER", config.get_user().map(str::to_owned)),
        ("PGDATABASE", config.get_dbname().or(config.get_user()).map(str::to_owned)),
        ("PGPASSWORD", password),
        ("PGSSLMODE", (config.get_ssl_mode() == SslMode::Require).then(|| "require".to_owned())),
        ("PGTARGETSESSIONATTRS", wanted(config.get_target_session_attrs()).map(str::to_owned)),
    ];
    known.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn host(host: &Host) -> String {
    match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(path) => path.display().to_string(),
    }
}

/// Values with commas between them; none where there are none.
fn listed(values: impl Iterator<Item = String>) -> Option<String> {
    let values: Vec<String> = values.collect();
    (!values.is_empty()).then(|| values.join(","))
}

/// Which of several servers will do, where not each does.
fn wanted(which: TargetSessionAttrs) -> Option<&'static str> {
    match which {
        TargetSessionAttrs::ReadWrite => Some("read-write"),
        TargetSessionAttrs::ReadOnly => Some("read-only"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str) -> Vec<(&'static str, String)> {
        environment(&url.parse().unwrap())
    }

    #[test]
    fn tools_try_every_server_that_a_url_names() {
        let url = "postgresql://a:b@one:5433,two:5434/c?host=/run&port=5435&target_session_attrs=read-write";
        let expected = [
            ("PGHOST", "one,two,/run"),
            ("PGPORT", "5433,5434,5435"),
            ("PGUSER", "a"),
            ("PGDATABASE", "c"),
            ("PGPASSWORD", "b"),
            ("PGTARGETSESSIONATTRS", "read-write"),
        ];
        assert_eq!(of(url), expected.map(|(name, value)| (name, value.to_owned())));
    }

    #[test]
    fn what_is_not_said_is_left_to_the_tools() {
        assert_eq!(of("postgresql://a@/"), [("PGUSER", "a".to_owned()), ("PGDATABASE", "a".to_owned())]);
    }

    #[test]
    fn tools_demand_an_encrypted_connection_where_the_url_does() {
        let environment = of("postgresql://a@one/?sslmode=require");
        assert!(environment.contains(&("PGSSLMODE", "require".to_owned())), "{environment:?}");
    }
}
