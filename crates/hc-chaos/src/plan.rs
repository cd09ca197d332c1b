//! What is done in a run, and the seed that repeats it.

use std::path::PathBuf;

use clap::Args;
use rand::{Rng, SeedableRng, rngs::StdRng};

/// How much load, how many faults.
#[derive(Debug, Clone, Args)]
pub struct Plan {
    /// Events that are to be committed.
    #[arg(long, default_value_t = 100_000)]
    pub events: usize,
    /// Writers at once.
    #[arg(long, default_value_t = 8)]
    pub writers: usize,
    /// Objects that the events are about.
    #[arg(long, default_value_t = 1_000)]
    pub objects: usize,
    /// How often each part is killed.
    #[arg(long, default_value_t = 3)]
    pub kills: usize,
    /// Repeats a schedule.
    #[arg(long, default_value_t = 20_261_121)]
    pub seed: u64,
    /// Seconds that everything may take to come to rest once nothing fails any more.
    #[arg(long, default_value_t = 90)]
    pub healed_within: u64,
    /// The program that writers, relays and consumers run; this one if none is named.
    #[arg(long, hide = true)]
    pub program: Option<PathBuf>,
    /// The safeguard to take out, for a program that was built with the feature for it.
    #[arg(long, hide = true)]
    pub sabotage: Option<String>,
}

/// What can be killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Victim {
    /// One of two relays.
    Relay(usize),
    /// One of two consumers.
    Consumer(usize),
    /// RabbitMQ.
    Broker,
    /// PostgreSQL.
    Database,
}

impl Victim {
    /// The name of its process.
    pub fn part(self) -> String {
        match self {
            Self::Relay(number) => format!("relay-{number}"),
            Self::Consumer(number) => format!("consumer-{number}"),
            Self::Broker => "rabbitmq".to_owned(),
            Self::Database => "postgres".to_owned(),
        }
    }
}

/// One fault: the victim dies when so many events are committed, and is down for so long.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// Who.
    pub victim: Victim,
    /// When: the share of the events, in thousandths, that are committed.
    pub at: usize,
    /// For how many milliseconds.
    pub down_ms: u64,
}

impl Plan {
    /// The faults in the order of their time: each kind of part `kills` times, spread over the load at random.
    pub fn faults(&self) -> Vec<Fault> {
        let mut random = StdRng::seed_from_u64(self.seed);
        let mut faults = Vec::new();
        for _ in 0..self.kills {
            let relay = Victim::Relay(random.random_range(0..2));
            let consumer = Victim::Consumer(random.random_range(0..2));
            for victim in [relay, consumer, Victim::Broker, Victim::Database] {
                let (at, down_ms) = (random.random_range(50..900), random.random_range(0..700));
                faults.push(Fault { victim, at, down_ms });
            }
        }
        faults.sort_by_key(|fault| fault.at);
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_its_schedule_and_every_part_has_its_turn() {
        let plan = Plan {
            events: 1,
            writers: 1,
            objects: 1,
            kills: 3,
            seed: 7,
            healed_within: 1,
            program: None,
            sabotage: None,
        };
        let parts = |plan: &Plan| plan.faults().iter().map(|fault| (fault.victim.part(), fault.at)).collect::<Vec<_>>();
        assert_eq!(parts(&plan), parts(&plan.clone()));
        assert_ne!(parts(&plan), parts(&Plan { seed: 8, ..plan.clone() }));
        for kind in ["relay", "consumer", "rabbitmq", "postgres"] {
            assert_eq!(parts(&plan).iter().filter(|(part, _)| part.starts_with(kind)).count(), 3);
        }
    }
}
