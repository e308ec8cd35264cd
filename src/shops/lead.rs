//! The way through what is around products: envelopes, pages, lists of other things. It must not know what is in them.

use super::keys::Keys;
use super::path::{Segment, pointer, refuse};
use super::program::{Fork, Lead, What};
use super::rule::Path;
use crate::error::Result;

/// What has been seen of the names of one object is kept in one word.
const NAMES_MAX: usize = 64;

/// The forks of a program while they grow.
#[derive(Default)]
pub struct Leads {
    pub forks: Vec<Fork>,
    pub leads: Vec<Lead>,
    pub bare: Vec<usize>,
}

impl Leads {
    pub fn new() -> Leads {
        Leads { forks: vec![Fork::default()], ..Leads::default() }
    }

    /// Lets `path` lead to `what`.
    pub fn grow(&mut self, path: &Path, what: What) -> Result<()> {
        if path.query.is_some() {
            return refuse("The path to the products has names and one [*].");
        }
        let each = path.segments.iter().position(|segment| *segment == Segment::Each);
        let (outer, inner) = path.segments.split_at(each.unwrap_or(path.segments.len()));
        let inner = inner.get(1..).unwrap_or_default();
        let what = match what {
            What::Parts(form, _) => What::Parts(form, pointer(outer)),
            What::Tables(rows, _) => What::Tables(rows, pointer(outer)),
            what => what,
        };
        let inner_names = names(inner)?.iter().map(|name| name.as_bytes().into()).collect();
        let lead = Lead { what, inner: inner_names, under: pointer(inner) };
        let at = self.fork(&names(outer)?);
        self.check()?;
        if outer.is_empty() {
            return self.root(lead, each.is_some());
        }
        let fork = &self.forks[at];
        let taken = fork.list.or(fork.whole).map(|taken| &self.leads[taken].what);
        if let (Some(What::Tables(..)), What::Tables(more, _)) = (taken, &lead.what)
            && let Some(index) = self.forks[at].list
            && let What::Tables(rows, _) = &mut self.leads[index].what
        {
            rows.extend(more);
            return Ok(());
        }
        if self.forks[at].list.is_some() || self.forks[at].whole.is_some() {
            return refuse("Another path leads here.");
        }
        self.leads.push(lead);
        let index = self.leads.len() - 1;
        // One object where a list is expected is a list of one.
        (self.forks[at].list, self.forks[at].whole) = (Some(index), Some(index));
        Ok(())
    }

    /// Lets these words at `path` say that there are no products.
    pub fn sign(&mut self, path: &Path, words: Keys) -> Result<()> {
        if path.query.is_some() || path.segments.is_empty() {
            return refuse("The path to what says so has names only.");
        }
        let at = self.fork(&names(&path.segments)?);
        self.check()?;
        self.forks[at].none = Some(words);
        Ok(())
    }

    fn check(&self) -> Result<()> {
        if self.forks.iter().any(|fork| fork.names.len() > NAMES_MAX) {
            return refuse(format!("At most {NAMES_MAX} paths lead through one object."));
        }
        Ok(())
    }

    /// The document itself: a bare list, or a single product.
    fn root(&mut self, lead: Lead, is_list: bool) -> Result<()> {
        if !matches!(lead.what, What::Items(_)) {
            return refuse("The document itself holds products.");
        }
        let is_one = lead.inner.is_empty() && !is_list;
        let known = self.bare.iter().find(|index| self.leads[**index] == lead).copied();
        let index = known.unwrap_or_else(|| {
            self.leads.push(lead);
            self.bare.push(self.leads.len() - 1);
            self.leads.len() - 1
        });
        if is_one {
            self.forks[0].whole.get_or_insert(index);
        }
        Ok(())
    }

    /// The fork at the end of these names.
    fn fork(&mut self, names: &[&str]) -> usize {
        let mut at = 0;
        for name in names {
            let known = self.forks[at].names.iter().find(|(known, _)| **known == *name.as_bytes());
            at = match known {
                Some((_, next)) => *next,
                None => {
                    self.forks.push(Fork::default());
                    let next = self.forks.len() - 1;
                    self.forks[at].names.push((name.as_bytes().into(), next));
                    next
                }
            };
        }
        at
    }
}

fn names(segments: &[Segment]) -> Result<Vec<&str>> {
    let mut names = Vec::new();
    for segment in segments {
        match segment {
            Segment::Name(name) => names.push(name.as_str()),
            _ => return refuse("The path to the products has names and one [*]."),
        }
    }
    Ok(names)
}
