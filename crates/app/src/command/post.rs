//! Mails on their way out of a running server.

use std::sync::Arc;
use std::time::Duration;

use jiangnan_exchange::Exchange;
use jiangnan_exchange::notice::post::send_due;
use jiangnan_web::mail::{PostOptions, SmtpPost};
use jiangnan_web::site::Site;

use crate::cli::MailArgs;
use crate::failure::{Failure, read_text};

/// How often it is looked whether mails wait.
const LOOK: Duration = Duration::from_secs(5);
/// The variable that may hold the password of the mail server's user.
const PASSWORD: &str = "JIANGNAN_SMTP_PASSWORD";

/// Reads how mails are sent; nothing where no server is named.
///
/// # Errors
/// [`Failure::Input`] where it cannot be sent that way.
pub fn open(args: &MailArgs) -> Result<Option<SmtpPost>, Failure> {
    let (Some(url), Some(from)) = (args.smtp_url.clone(), args.mail_from.clone()) else { return Ok(None) };
    let options = PostOptions { url, from, password: password(args)?, site: args.public_url.clone() };
    SmtpPost::open(&options).map(Some).map_err(|error| Failure::Input(error.to_string()))
}

#[expect(clippy::disallowed_methods, reason = "the one place where the configuration of mails is read")]
fn password(args: &MailArgs) -> Result<Option<String>, Failure> {
    match &args.smtp_password_file {
        Some(file) => Ok(Some(read_text(file)?.trim_end_matches(['\r', '\n']).to_owned())),
        None => Ok(std::env::var(PASSWORD).ok().filter(|password| !password.is_empty())),
    }
}

/// Sends what waits, again and again. A round that fails is tried again with the next.
pub async fn deliver(exchange: Exchange, site: Arc<Site>, mut post: SmtpPost) {
    loop {
        let (exchange, site) = (exchange.clone(), Arc::clone(&site));
        let work = move || {
            let mut failure = None;
            loop {
                match send_due(&exchange, site.make_id(), || site.now(), &mut post) {
                    Ok(round) if round.is_empty() => break,
                    Ok(round) if round.later + round.dead > 0 => {
                        tell!("mails sent={} later={} dead={}", round.sent, round.later, round.dead);
                    }
                    Ok(_) => {}
                    Err(error) => {
                        failure = Some(error);
                        break;
                    }
                }
            }
            (post, failure)
        };
        match tokio::task::spawn_blocking(work).await {
            Ok((back, failure)) => {
                post = back;
                if let Some(failure) = failure {
                    tell!("jiangnan: mails could not be sent: {failure}");
                }
            }
            Err(error) => {
                tell!("jiangnan: no mails are sent any more: {error}");
                return;
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}
