use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};

use aside_protocol::{Digest, Lane};

use super::track::{Accepted, Lanes};

/// A message's place among the others: what the service said, then its hash.
type Rank = (u64, Digest);

/// The hashes of all accepted messages: each after its lane's earlier ones and after those that
/// its heads name; among the free ones, the service's order.
///
/// Honest senders cannot name each other in a circle. Where one lies so that nothing is free, the
/// service's order decides among all that are left.
pub(super) fn display(lanes: &Lanes) -> Vec<Digest> {
    let mut graph = Graph::build(lanes);
    let mut order = Vec::with_capacity(graph.waiting.len());
    while let Some(rank) = graph.next() {
        order.push(rank.1);
        graph.release(rank);
    }
    order
}

struct Graph {
    /// How many others each message still waits for.
    waiting: BTreeMap<Rank, usize>,
    /// Who waits for a message.
    followers: HashMap<Digest, Vec<Rank>>,
    free: BinaryHeap<Reverse<Rank>>,
}

impl Graph {
    fn build(lanes: &Lanes) -> Self {
        let mut graph = Self {
            waiting: BTreeMap::new(),
            followers: HashMap::new(),
            free: BinaryHeap::new(),
        };
        for lane in lanes.messages.values() {
            let mut previous: Option<&Accepted> = None;
            for accepted in lane.values() {
                let causes = previous
                    .iter()
                    .map(|a| a.message.hash)
                    .chain(heads(lanes, accepted));
                graph.add(rank(accepted), causes.collect());
                previous = Some(accepted);
            }
        }
        graph
    }

    fn add(&mut self, rank: Rank, causes: Vec<Digest>) {
        self.waiting.insert(rank, causes.len());
        if causes.is_empty() {
            self.free.push(Reverse(rank));
        }
        for cause in causes {
            self.followers.entry(cause).or_default().push(rank);
        }
    }

    /// The next message to show, taken out of those that wait.
    fn next(&mut self) -> Option<Rank> {
        while let Some(Reverse(rank)) = self.free.pop() {
            if self.waiting.remove(&rank).is_some() {
                return Some(rank);
            }
        }
        self.waiting.pop_first().map(|(rank, _)| rank)
    }

    fn release(&mut self, rank: Rank) {
        for follower in self.followers.remove(&rank.1).unwrap_or_default() {
            if let Some(count) = self.waiting.get_mut(&follower) {
                *count -= 1;
                if *count == 0 {
                    self.free.push(Reverse(follower));
                }
            }
        }
    }
}

const fn rank(accepted: &Accepted) -> Rank {
    (accepted.position, accepted.message.hash)
}

/// The accepted messages that a message's heads name.
fn heads(lanes: &Lanes, accepted: &Accepted) -> impl Iterator<Item = Digest> {
    let known = |lane: Lane, seq: u64| lanes.messages.get(&lane).and_then(|l| l.get(&seq));
    accepted.message.heads.iter().filter_map(move |head| {
        let message = &known(head.lane, head.seq)?.message;
        (message.hash == head.hash).then_some(head.hash)
    })
}
