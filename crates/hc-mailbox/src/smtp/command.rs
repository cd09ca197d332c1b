//! What a client says, read without I/O.

/// A command of RFC 5321, 4.1.1, and of the extensions that the server offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `HELO` or `EHLO` with what the client calls itself.
    Hello { extended: bool },
    /// `MAIL FROM:<…>`; the empty path is the sender of bounces.
    Mail { from: String, size: Option<usize> },
    /// `RCPT TO:<…>`
    Recipient { to: String },
    /// `DATA`
    Data,
    /// `RSET`
    Reset,
    /// `NOOP`
    Nothing,
    /// `VRFY`
    Verify,
    /// `QUIT`
    Quit,
    /// `STARTTLS`
    StartTls,
    /// `AUTH PLAIN` or `AUTH LOGIN`, perhaps with the first answer.
    Login { mechanism: Mechanism, initial: Option<String> },
}

/// How a client shows who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mechanism {
    /// RFC 4616.
    Plain,
    /// The older one with two questions.
    Login,
}

/// Why a line is no command: the reply to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// 500: nobody knows it.
    Unknown,
    /// 501: known, but not said like this.
    Syntax,
    /// 504: `AUTH` by a mechanism that is not offered.
    Mechanism,
    /// 555: a parameter of `MAIL` or `RCPT` that is not offered.
    Parameter,
}

/// Reads a line without its CRLF.
pub fn parse(line: &str) -> Result<Command, Wrong> {
    if line.chars().any(char::is_control) {
        return Err(Wrong::Syntax);
    }
    let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
    let rest = rest.trim();
    let alone = |command| if rest.is_empty() { Ok(command) } else { Err(Wrong::Syntax) };
    match verb.to_ascii_uppercase().as_str() {
        "EHLO" | "HELO" if rest.is_empty() => Err(Wrong::Syntax),
        "EHLO" => Ok(Command::Hello { extended: true }),
        "HELO" => Ok(Command::Hello { extended: false }),
        "MAIL" => mail(rest),
        "RCPT" => recipient(rest),
        "DATA" => alone(Command::Data),
        "RSET" => alone(Command::Reset),
        "NOOP" => Ok(Command::Nothing),
        "VRFY" => Ok(Command::Verify),
        "QUIT" => alone(Command::Quit),
        "STARTTLS" => alone(Command::StartTls),
        "AUTH" => login(rest),
        _ => Err(Wrong::Unknown),
    }
}

fn mail(rest: &str) -> Result<Command, Wrong> {
    let (from, parameters) = path(rest, "FROM:")?;
    let mut size = None;
    for parameter in parameters.split_whitespace() {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        match (name.to_ascii_uppercase().as_str(), value.to_ascii_uppercase().as_str()) {
            ("SIZE", value) => size = Some(value.parse().map_err(|_| Wrong::Syntax)?),
            ("BODY", "7BIT" | "8BITMIME") | ("SMTPUTF8", "") | ("AUTH", _) => {}
            ("BODY" | "SMTPUTF8", _) => return Err(Wrong::Syntax),
            _ => return Err(Wrong::Parameter),
        }
    }
    Ok(Command::Mail { from: from.to_owned(), size })
}

fn recipient(rest: &str) -> Result<Command, Wrong> {
    let (to, parameters) = path(rest, "TO:")?;
    match (to.is_empty(), parameters.trim().is_empty()) {
        (true, _) => Err(Wrong::Syntax),
        (false, false) => Err(Wrong::Parameter),
        (false, true) => Ok(Command::Recipient { to: to.to_owned() }),
    }
}

/// `FROM:<address> PARAMETERS` as address and parameters. At most 320 bytes of address, with an `@` unless empty.
fn path<'a>(rest: &'a str, keyword: &str) -> Result<(&'a str, &'a str), Wrong> {
    let (found, after) = rest.split_at_checked(keyword.len()).ok_or(Wrong::Syntax)?;
    if !found.eq_ignore_ascii_case(keyword) {
        return Err(Wrong::Syntax);
    }
    let (address, parameters) =
        after.trim_start().strip_prefix('<').and_then(|rest| rest.split_once('>')).ok_or(Wrong::Syntax)?;
    let is_address = address.len() <= 320
        && address.rsplit_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
        && !address.contains(char::is_whitespace);
    let is_apart = parameters.is_empty() || parameters.starts_with(' ');
    if (is_address || address.is_empty()) && is_apart { Ok((address, parameters)) } else { Err(Wrong::Syntax) }
}

fn login(rest: &str) -> Result<Command, Wrong> {
    let (mechanism, initial) = rest.split_once(' ').unwrap_or((rest, ""));
    let mechanism = match mechanism.to_ascii_uppercase().as_str() {
        "PLAIN" => Mechanism::Plain,
        "LOGIN" => Mechanism::Login,
        "" => return Err(Wrong::Syntax),
        _ => return Err(Wrong::Mechanism),
    };
    Ok(Command::Login { mechanism, initial: Some(initial.trim().to_owned()).filter(|initial| !initial.is_empty()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_in_any_case() {
        assert_eq!(parse("ehlo client.example"), Ok(Command::Hello { extended: true }));
        let from = Command::Mail { from: "ada@example.com".to_owned(), size: Some(12) };
        assert_eq!(parse("mail from:<ada@example.com> size=12 BODY=8BITMIME SMTPUTF8"), Ok(from));
        assert_eq!(parse("MAIL FROM:<>"), Ok(Command::Mail { from: String::new(), size: None }));
        assert_eq!(parse("RCPT TO:<bär@exämple.com>"), Ok(Command::Recipient { to: "bär@exämple.com".to_owned() }));
        let login = Command::Login { mechanism: Mechanism::Plain, initial: Some("AGEAYg==".to_owned()) };
        assert_eq!(parse("AUTH PLAIN AGEAYg=="), Ok(login));
        assert_eq!(parse("auth login"), Ok(Command::Login { mechanism: Mechanism::Login, initial: None }));
    }

    #[test]
    fn what_is_no_command_is_told_apart() {
        assert_eq!(parse(""), Err(Wrong::Unknown));
        assert_eq!(parse("BREW coffee"), Err(Wrong::Unknown));
        assert_eq!(parse("EHLO"), Err(Wrong::Syntax));
        assert_eq!(parse("DATA now"), Err(Wrong::Syntax));
        assert_eq!(parse("NOOP\n"), Err(Wrong::Syntax));
        assert_eq!(parse("AUTH CRAM-MD5"), Err(Wrong::Mechanism));
        assert_eq!(parse("MAIL FROM:<a@b.c> RET=FULL"), Err(Wrong::Parameter));
        for line in [
            "MAIL FROM:a@b.c",
            "MAIL TO:<a@b.c>",
            "MAIL FROM:<a>",
            "MAIL FROM:<a@b.c>SIZE=1",
            "RCPT TO:<>",
            "RCPT",
            "MAIL FROM:<a b@c.d>",
            "MAIL FRÖM:<a@b.c>",
        ] {
            assert_eq!(parse(line), Err(Wrong::Syntax), "{line}");
        }
    }
}
