//! `<service> healthcheck`: asks the admin port of the process that runs beside it, so that an image needs no other program.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    time::Duration,
};

use anyhow::{Context, ensure};

use crate::settings::ChassisSettings;

const TIMEOUT: Duration = Duration::from_secs(3);
/// More than any report of ours.
const LONGEST_ANSWER: u64 = 64 * 1024;

/// Asks `/readyz`; the error says what the service answered.
pub(crate) fn ask(settings: &ChassisSettings) -> anyhow::Result<()> {
    let listen = settings.admin.listen;
    ensure!(
        listen.port() != 0,
        "setting `admin.listen` has no port: the service took a free one that nobody else knows"
    );
    let address = reachable(listen);
    let asked = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        let request = format!("GET /readyz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
        // In one piece: a server that answers the first line and closes would refuse what came later.
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.take(LONGEST_ANSWER).read_to_string(&mut answer)?;
        Ok(answer)
    };
    let answer = asked().with_context(|| format!("nobody answers at {address}"))?;
    ensure!(answer.starts_with("HTTP/1.1 200"), "not ready: {}", answer.lines().last().unwrap_or_default());
    Ok(())
}

/// Who listens everywhere is reached at the loopback address.
fn reachable(listen: SocketAddr) -> SocketAddr {
    match listen {
        SocketAddr::V4(address) if address.ip().is_unspecified() => (Ipv4Addr::LOCALHOST, listen.port()).into(),
        SocketAddr::V6(address) if address.ip().is_unspecified() => (Ipv6Addr::LOCALHOST, listen.port()).into(),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{BufRead, BufReader},
        net::TcpListener,
    };

    use super::*;

    fn settings(listen: SocketAddr) -> ChassisSettings {
        let mut settings = ChassisSettings::default();
        settings.admin.listen = listen;
        settings
    }

    fn asked_of_one_that_answers(answer: &'static str) -> Result<(), String> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let everywhere = SocketAddr::from((Ipv4Addr::UNSPECIFIED, listener.local_addr().unwrap().port()));
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let head: Vec<String> =
                BufReader::new(&stream).lines().map(Result::unwrap).take_while(|line| !line.is_empty()).collect();
            assert_eq!(head[0], "GET /readyz HTTP/1.1");
            stream.write_all(answer.as_bytes()).unwrap();
        });
        let asked = ask(&settings(everywhere)).map_err(|error| error.to_string());
        server.join().unwrap();
        asked
    }

    #[test]
    fn who_is_ready_is_healthy() {
        assert_eq!(asked_of_one_that_answers("HTTP/1.1 200 OK\r\n\r\n{}"), Ok(()));
    }

    #[test]
    fn who_is_not_ready_says_why() {
        let answer = "HTTP/1.1 503 Service Unavailable\r\n\r\n{\"checks\":\"schema\"}";
        assert_eq!(asked_of_one_that_answers(answer), Err("not ready: {\"checks\":\"schema\"}".to_owned()));
    }

    #[test]
    fn nobody_there_is_named() {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let error = ask(&settings(free)).unwrap_err().to_string();
        assert_eq!(error, format!("nobody answers at {free}"));
        assert!(ask(&settings(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))).is_err());
    }
}
