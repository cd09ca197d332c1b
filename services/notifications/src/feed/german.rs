//! German.

use hc_access::Role;

use crate::{
    domain::{language::Language::German, story::Story},
    mails::format::{minute, money, role},
};

pub(super) fn words(story: &Story, organization: &str) -> (String, String) {
    match story {
        Story::PasswordChanged { .. } => (
            "Ihr Passwort wurde geändert".to_owned(),
            "Alle Ihre Sitzungen sind beendet. Wenn Sie das nicht waren, legen Sie sofort ein neues fest.".to_owned(),
        ),
        Story::SignedIn { .. } => (
            "Neue Anmeldung in Ihrem Konto".to_owned(),
            "Jemand hat sich von einem unbekannten Gerät angemeldet. Wenn Sie das nicht waren, beenden Sie die Sitzung."
                .to_owned(),
        ),
        Story::MemberJoined { .. } => {
            (format!("Neues Mitglied bei {organization}"), "Jemand hat eine Einladung angenommen.".to_owned())
        }
        Story::RoleChanged { role: name, .. } => {
            let name = name.parse::<Role>().map_or(name.as_str(), |known| role(known, German));
            (format!("Ihre Rolle bei {organization} hat sich geändert"), format!("Ihre Rolle ist jetzt: {name}."))
        }
        Story::MemberLeft { .. } => {
            (format!("Ein Mitglied hat {organization} verlassen"), "Der Zugang endete im selben Augenblick.".to_owned())
        }
        Story::OrderPlaced { total, pay_until, .. } => (
            "Wir haben Ihre Bestellung".to_owned(),
            format!("{} für {organization}, zahlbar bis {}.", money(*total, German), minute(*pay_until, German)),
        ),
        Story::InvoiceIssued { number, total, .. } => {
            (format!("Rechnung {number}"), format!("{} für {organization}.", money(*total, German)))
        }
        Story::PaymentFailed { due, .. } => (
            "Eine Zahlung ist fehlgeschlagen".to_owned(),
            format!("Für {organization} sind noch {} offen.", money(*due, German)),
        ),
        Story::InstanceLive { name, url, .. } => {
            (format!("{name} ist online"), format!("Die Website ist unter {url} erreichbar."))
        }
        Story::InstanceSuspended { name, .. } => (
            format!("{name} ist gesperrt"),
            "Besucher sehen einen Hinweis, bis die Sperre aufgehoben ist. Die Inhalte bleiben erhalten.".to_owned(),
        ),
        Story::InstanceTerminated { name, .. } => {
            (format!("{name} wurde beendet"), "Die Inhalte sind gelöscht, weitere Kosten entstehen nicht.".to_owned())
        }
        Story::InstanceFailed { name, .. } => (
            format!("{name} konnte nicht eingerichtet werden"),
            "Unsere Mitarbeiter wissen davon. Was Sie dafür bezahlt haben, wird Ihrem Konto gutgeschrieben.".to_owned(),
        ),
        Story::WebhookDisabled { url, .. } => (
            "Ein Webhook-Endpunkt wurde abgeschaltet".to_owned(),
            format!("Unter {url} ist tagelang nichts angekommen. Schalten Sie ihn ein, sobald er wieder antwortet."),
        ),
        // They make no entry.
        Story::EmailVerificationRequested { .. } | Story::PasswordResetRequested { .. } | Story::Invited { .. } => {
            (String::new(), String::new())
        }
    }
}
