use hc_types::NodeId;

/// What an instance needs of a node. A site shares processor and memory with others and needs none of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Resources {
    /// Thousandths of a core.
    pub cpu_milli: i64,
    /// Memory in MiB.
    pub memory_mib: i64,
    /// Disk in bytes.
    pub disk_bytes: i64,
}

/// A node with room: what it has, and the sum of what is placed and reserved on it, read under its row lock.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// The node.
    pub node: NodeId,
    /// All that it may give away.
    pub total: Resources,
    /// How many instances it may carry.
    pub total_instances: i64,
    /// What is placed and reserved.
    pub used: Resources,
    /// How many instances are placed and reserved.
    pub used_instances: i64,
    /// Of these, how many are the same organization's.
    pub of_same_organization: i64,
}

impl Resources {
    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            cpu_milli: self.cpu_milli.saturating_add(other.cpu_milli),
            memory_mib: self.memory_mib.saturating_add(other.memory_mib),
            disk_bytes: self.disk_bytes.saturating_add(other.disk_bytes),
        }
    }

    const fn fits_into(self, total: Self) -> bool {
        self.cpu_milli <= total.cpu_milli && self.memory_mib <= total.memory_mib && self.disk_bytes <= total.disk_bytes
    }
}

impl Room {
    /// Whether one more instance fits.
    pub const fn fits(&self, request: Resources) -> bool {
        self.used_instances < self.total_instances && self.used.plus(request).fits_into(self.total)
    }

    /// The same node with the instance on it.
    #[must_use]
    pub const fn with(self, request: Resources) -> Self {
        Self {
            used: self.used.plus(request),
            used_instances: self.used_instances.saturating_add(1),
            of_same_organization: self.of_same_organization.saturating_add(1),
            ..self
        }
    }

    /// The share of the scarcest resource that is in use, in thousandths.
    fn fullness(&self) -> i64 {
        let share = |used: i64, total: i64| used.saturating_mul(1_000).checked_div(total).unwrap_or(0);
        [
            share(self.used.cpu_milli, self.total.cpu_milli),
            share(self.used.memory_mib, self.total.memory_mib),
            share(self.used.disk_bytes, self.total.disk_bytes),
            share(self.used_instances, self.total_instances),
        ]
        .into_iter()
        .fold(0, i64::max)
    }
}

/// Chooses the node: where the organization has least, so that one dead node does not take all that it has, and of these
/// the fullest, so that large instances still find room elsewhere.
pub fn choose(rooms: &[Room], request: Resources) -> Option<NodeId> {
    let feasible = rooms.iter().filter(|room| room.fits(request));
    feasible
        .min_by_key(|room| (room.of_same_organization, std::cmp::Reverse(room.fullness()), room.node))
        .map(|room| room.node)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn room(disk: i64, used: i64, same: i64) -> Room {
        Room {
            node: NodeId::new(),
            total: Resources { cpu_milli: 1_000, memory_mib: 1_000, disk_bytes: disk },
            total_instances: 10,
            used: Resources { disk_bytes: used, ..Resources::default() },
            used_instances: same,
            of_same_organization: same,
        }
    }

    #[test]
    fn an_organization_is_spread_and_nodes_are_filled() {
        let request = Resources { disk_bytes: 10, ..Resources::default() };
        let rooms = [room(100, 0, 1), room(100, 20, 0), room(100, 50, 0), room(100, 95, 0)];
        assert_eq!(choose(&rooms, request), Some(rooms[2].node));
        assert_eq!(choose(&[room(100, 95, 0)], request), None);
        assert_eq!(choose(&[Room { used_instances: 10, ..room(100, 0, 0) }], request), None);
    }

    proptest! {
        #[test]
        fn no_node_is_ever_given_more_than_it_has(
            totals in prop::collection::vec((0..500_i64, 0..500_i64, 0..500_i64, 0..20_i64), 1..5),
            requests in prop::collection::vec((0..100_i64, 0..100_i64, 0..100_i64), 0..80),
        ) {
            let mut rooms: Vec<Room> = totals.iter().map(|(cpu_milli, memory_mib, disk_bytes, instances)| Room {
                node: NodeId::new(),
                total: Resources { cpu_milli: *cpu_milli, memory_mib: *memory_mib, disk_bytes: *disk_bytes },
                total_instances: *instances,
                used: Resources::default(),
                used_instances: 0,
                of_same_organization: 0,
            }).collect();
            for (cpu_milli, memory_mib, disk_bytes) in requests {
                let request = Resources { cpu_milli, memory_mib, disk_bytes };
                match choose(&rooms, request) {
                    Some(node) => {
                        let chosen = rooms.iter_mut().find(|room| room.node == node).unwrap();
                        *chosen = chosen.with(request);
                        prop_assert!(chosen.used.fits_into(chosen.total));
                        prop_assert!(chosen.used_instances <= chosen.total_instances);
                    }
                    None => prop_assert!(rooms.iter().all(|room| !room.fits(request))),
                }
            }
        }
    }
}
