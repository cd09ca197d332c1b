//! Which port each part listens on.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;

use rand::Rng;

/// Hands out ports that are free on the loopback address, and keeps others of us off them while it lives.
#[derive(Debug)]
pub struct Ports {
    file: Option<PathBuf>,
    chosen: BTreeMap<String, u16>,
    // Held until this is dropped: between the choice and the part's own `bind` nobody else of us may take the port.
    claims: Vec<File>,
}

impl Ports {
    /// Remembers its choices in a file of `name=port` lines, so that a bookmark still works tomorrow.
    pub fn sticky(file: PathBuf) -> Self {
        let text = fs::read_to_string(&file).unwrap_or_default();
        let lines = text.lines().filter_map(|line| line.split_once('='));
        let chosen = lines.filter_map(|(name, port)| Some((name.to_owned(), port.parse().ok()?))).collect();
        Self { file: Some(file), chosen, claims: Vec::new() }
    }

    /// Any free ports, for servers that are thrown away.
    pub fn throwaway() -> Self {
        Self { file: None, chosen: BTreeMap::new(), claims: Vec::new() }
    }

    /// A port for the part `name`: the remembered one, else the standard one, else one that ends like it (13003 for
    /// 3003), else any.
    pub fn take(&mut self, name: &str, standard: u16) -> io::Result<u16> {
        let mut wanted: Vec<u16> = Vec::new();
        if self.file.is_some() {
            wanted.extend(self.chosen.get(name));
            wanted.extend((0..6).filter_map(|step| standard.checked_add(step * 10_000)));
        }
        // Below the range from which the kernel takes the ports of outgoing connections.
        let mut random = rand::rng();
        wanted.extend((0..200).map(|_| random.random_range(20_000_u16..32_000)));
        let mut failed = io::Error::other("no port is free");
        for port in wanted {
            match self.claim(port) {
                Ok(true) => {
                    self.chosen.insert(name.to_owned(), port);
                    self.save()?;
                    return Ok(port);
                }
                Ok(false) => {}
                Err(error) => failed = error,
            }
        }
        Err(failed)
    }

    /// What was taken for `name`.
    pub fn get(&self, name: &str) -> Option<u16> {
        self.chosen.get(name).copied()
    }

    fn claim(&mut self, port: u16) -> io::Result<bool> {
        let uid = rustix::process::getuid().as_raw();
        let folder = std::env::temp_dir().join(format!("hostingco-ports-{uid}"));
        fs::create_dir_all(&folder)?;
        let claim = File::create(folder.join(port.to_string()))?;
        if claim.try_lock().is_err() || TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err() {
            return Ok(false);
        }
        self.claims.push(claim);
        Ok(true)
    }

    fn save(&self) -> io::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        let lines = self.chosen.iter().map(|(name, port)| format!("{name}={port}\n"));
        fs::write(file, lines.collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_remembered_and_left_when_somebody_else_has_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("ports");
        let first = Ports::sticky(file.clone()).take("gateway", 3003).expect("a free port");
        assert_eq!(Ports::sticky(file.clone()).take("gateway", 4003).expect("the same"), first);
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, first)).expect("it is free");
        let other = Ports::sticky(file.clone()).take("gateway", first).expect("another");
        assert_ne!(other, first);
        drop(taken);
        assert_eq!(Ports::sticky(file).get("gateway"), Some(other));
    }

    #[test]
    fn two_owners_never_get_the_same_port() {
        let (mut one, mut other) = (Ports::throwaway(), Ports::throwaway());
        let ports: Vec<u16> =
            (0..20).flat_map(|n| [one.take(&n.to_string(), 1), other.take(&n.to_string(), 1)]).flatten().collect();
        let unique: std::collections::HashSet<_> = ports.iter().collect();
        assert_eq!((ports.len(), unique.len()), (40, 40));
    }
}
