//! The best way to lay vouchers on lines: ranked maximum flow. It knows classes of lines and
//! capacities, no money rules and no ids.
//!
//! Lines that the same vouchers may pay for are one class. Of all integer flows from vouchers to
//! classes, the one is chosen that is greatest in (a) the total, (b) what each voucher spends, in
//! voucher rank, (c) what each class is covered for, in class rank, (d) each edge, in voucher rank
//! and then class rank. Feasible spendings form a polymatroid: filling voucher after voucher until
//! it is stuck reaches (a) and (b) at once, for every rank; by Mendelsohn and Dulmage the best (b)
//! and the best (c) are reached together; and (d) is found along the cycles of the residual graph.
//! So no cost, and no weight that could overflow, is ever needed.

use super::voucher::Set;

/// Lines with the same vouchers, as one.
#[derive(Clone, Debug)]
pub struct Class {
    pub vouchers: Set,
    /// What its lines cost together.
    pub value: i64,
    /// Its lines, ascending.
    pub lines: Vec<usize>,
}

/// Vouchers by rank, and classes by rank: fewest vouchers first, then the lowest line.
#[derive(Debug)]
pub struct Network {
    pub vouchers: usize,
    pub classes: Vec<Class>,
}

impl Network {
    /// `lines` gives the vouchers and the value of each line in canonical order; what has none of
    /// either is left out.
    pub fn new(vouchers: usize, lines: impl Iterator<Item = (Set, i64)>) -> Network {
        let mut classes: Vec<Class> = Vec::new();
        let mut edges: Vec<(Set, usize, i64)> = lines
            .enumerate()
            .filter(|&(_, (set, value))| set != 0 && value > 0)
            .map(|(line, (set, value))| (set, line, value))
            .collect();
        edges.sort_unstable();
        for (set, line, value) in edges {
            match classes.last_mut() {
                Some(class) if class.vouchers == set => {
                    class.lines.push(line);
                    class.value += value;
                }
                _ => classes.push(Class { vouchers: set, value, lines: vec![line] }),
            }
        }
        classes.sort_by_key(|class| (class.vouchers.count_ones(), class.lines.first().copied()));
        Network { vouchers, classes }
    }

    /// The greatest spending by rank, after the vouchers of `whole` are spent whole; none where
    /// they cannot be.
    pub fn ranked(&self, capacities: &[i64], whole: Set) -> Option<Vec<i64>> {
        let mut flow = Flow::new(self);
        let mut used = vec![0; self.vouchers];
        for voucher in members(whole) {
            used[voucher] = flow.fill(voucher, capacities[voucher]);
            if used[voucher] < capacities[voucher] {
                return None;
            }
        }
        for voucher in (0..self.vouchers).filter(|&voucher| whole & bit(voucher) == 0) {
            used[voucher] = flow.fill(voucher, capacities[voucher]);
        }
        Some(used)
    }

    /// The one flow in which each voucher spends what `used` says: (c) and (d).
    pub fn flow(&self, used: &[i64]) -> Flow<'_> {
        let mut flow = Flow::new(self);
        flow.cover(used);
        for (voucher, &used) in used.iter().enumerate() {
            flow.settle(voucher, used);
        }
        flow
    }
}

/// How much each voucher pays of each class.
pub struct Flow<'n> {
    network: &'n Network,
    /// A row of classes for each voucher.
    cells: Vec<i64>,
    /// The vouchers that pay for each class.
    payers: Vec<Set>,
    /// What is not covered yet of each class.
    room: Vec<i64>,
    search: Search,
}

/// The residual graph as far as it was walked: a voucher leads to every class it may pay for, a
/// class to every voucher that pays for it and could pay elsewhere.
struct Search {
    starts: Set,
    vouchers: Set,
    /// The class that led to a voucher.
    class_before: [usize; Set::BITS as usize],
    /// The voucher that led to a class, or [`NOT_REACHED`].
    voucher_before: Vec<usize>,
}

const NOT_REACHED: usize = usize::MAX;

fn bit(voucher: usize) -> Set {
    1 << voucher
}

/// The vouchers of a set, by rank.
pub fn members(mut set: Set) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lowest = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(lowest)
    })
}

impl<'n> Flow<'n> {
    fn new(network: &'n Network) -> Flow<'n> {
        let classes = network.classes.len();
        Flow {
            network,
            cells: vec![0; network.vouchers * classes],
            payers: vec![0; classes],
            room: network.classes.iter().map(|class| class.value).collect(),
            search: Search {
                starts: 0,
                vouchers: 0,
                class_before: [0; Set::BITS as usize],
                voucher_before: vec![NOT_REACHED; classes],
            },
        }
    }

    pub fn cell(&self, voucher: usize, class: usize) -> i64 {
        self.cells[voucher * self.network.classes.len() + class]
    }

    fn change(&mut self, voucher: usize, class: usize, by: i64) {
        let cell = &mut self.cells[voucher * self.network.classes.len() + class];
        *cell += by;
        match *cell {
            0 => self.payers[class] &= !bit(voucher),
            _ => self.payers[class] |= bit(voucher),
        }
    }

    /// Spends up to `capacity` of a voucher, moving others aside where that makes room; returns
    /// what was spent.
    fn fill(&mut self, voucher: usize, capacity: i64) -> i64 {
        let mut left = capacity;
        while left > 0 {
            let found = self.walk(bit(voucher), Set::MAX, |flow, class| flow.room[class] > 0);
            let Some(class) = found else { break };
            let pushed = self.push(class, left.min(self.room[class]));
            self.room[class] -= pushed;
            left -= pushed;
        }
        capacity - left
    }

    /// Covers class after class, in rank, out of what the vouchers spend.
    fn cover(&mut self, used: &[i64]) {
        let mut spare = used.to_vec();
        for class in 0..self.network.classes.len() {
            while self.room[class] > 0 {
                let Some(found) =
                    self.walk(spread(&spare), Set::MAX, |_, reached| reached == class)
                else {
                    break;
                };
                let start = self.start_of(found);
                let pushed = self.push(found, self.room[class].min(spare[start]));
                self.room[class] -= pushed;
                spare[start] -= pushed;
            }
        }
    }

    /// Moves a voucher's spending to its first classes, edge by edge, along cycles through later
    /// vouchers only.
    fn settle(&mut self, voucher: usize, used: i64) {
        let later = Set::MAX.checked_shl(voucher as u32 + 1).unwrap_or(0);
        let mut left = used;
        for class in 0..self.network.classes.len() {
            left -= self.cell(voucher, class);
            if self.network.classes[class].vouchers & bit(voucher) == 0 {
                continue;
            }
            while left > 0 {
                let payers = later & self.payers[class];
                let is_after = |flow: &Self, other| other > class && flow.cell(voucher, other) > 0;
                let Some(found) = self.walk(payers, later, is_after) else { break };
                let start = self.start_of(found);
                let most = self.cell(voucher, found).min(self.cell(start, class));
                let pushed = self.push(found, most);
                self.change(voucher, found, -pushed);
                self.change(start, class, -pushed);
                self.change(voucher, class, pushed);
                left -= pushed;
            }
        }
    }

    /// Walks from `starts` through `allowed`, nearest first, to the first class that is the goal.
    fn walk(
        &mut self,
        starts: Set,
        allowed: Set,
        goal: impl Fn(&Self, usize) -> bool,
    ) -> Option<usize> {
        (self.search.starts, self.search.vouchers) = (starts, starts);
        self.search.voucher_before.fill(NOT_REACHED);
        let mut frontier = starts;
        while frontier != 0 {
            let classes = self.network.classes.iter().enumerate();
            // The goal first: most walks are one step long.
            let is_near = |&(class, entry): &(usize, &Class)| {
                entry.vouchers & frontier != 0
                    && self.search.voucher_before[class] == NOT_REACHED
                    && goal(self, class)
            };
            if let Some((class, entry)) = classes.clone().find(is_near) {
                let before = entry.vouchers & frontier;
                self.search.voucher_before[class] = before.trailing_zeros() as usize;
                return Some(class);
            }
            let mut next = 0;
            for (class, entry) in classes {
                let before = entry.vouchers & frontier;
                if before == 0 || self.search.voucher_before[class] != NOT_REACHED {
                    continue;
                }
                self.search.voucher_before[class] = before.trailing_zeros() as usize;
                let reached = self.payers[class] & allowed & !self.search.vouchers;
                for voucher in members(reached) {
                    self.search.class_before[voucher] = class;
                }
                self.search.vouchers |= reached;
                next |= reached;
            }
            frontier = next;
        }
        None
    }

    /// The voucher from which the last walk reached a class.
    fn start_of(&self, mut class: usize) -> usize {
        loop {
            let voucher = self.search.voucher_before[class];
            if self.search.starts & bit(voucher) != 0 {
                return voucher;
            }
            class = self.search.class_before[voucher];
        }
    }

    /// Pushes as much as the way of the last walk carries, at most `most`; returns how much.
    fn push(&mut self, goal: usize, most: i64) -> i64 {
        let (mut class, mut amount) = (goal, most);
        loop {
            let voucher = self.search.voucher_before[class];
            if self.search.starts & bit(voucher) != 0 {
                break;
            }
            class = self.search.class_before[voucher];
            amount = amount.min(self.cell(voucher, class));
        }
        class = goal;
        loop {
            let voucher = self.search.voucher_before[class];
            self.change(voucher, class, amount);
            if self.search.starts & bit(voucher) != 0 {
                return amount;
            }
            class = self.search.class_before[voucher];
            self.change(voucher, class, -amount);
        }
    }

    /// The minimum cut nearest the source: the vouchers and classes that `spare` spending could
    /// still reach.
    pub fn reach(&mut self, spare: &[i64]) -> (Set, Vec<bool>) {
        self.walk(spread(spare), Set::MAX, |_, _| false);
        let classes = self.search.voucher_before.iter().map(|&before| before != NOT_REACHED);
        (self.search.vouchers, classes.collect())
    }
}

/// The vouchers with something to spare.
fn spread(spare: &[i64]) -> Set {
    let rest = spare.iter().enumerate().filter(|&(_, &spare)| spare > 0);
    rest.fold(0, |set, (voucher, _)| set | bit(voucher))
}
