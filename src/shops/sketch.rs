//! The graph of a program while it grows: paths go in one by one, nodes come out. It must not know what fields mean.

use super::keys::Keys;
use super::path::{Segment, refuse};
use super::program::{ByKind, Keyed, Node, Step};
use crate::error::Result;

/// Keys are few; a list in the order of the mapping is all it needs.
#[derive(Default)]
pub struct Sketch {
    edges: Edges,
}

type Edges = Vec<(String, Vec<Draft>)>;

pub enum Draft {
    Leaf(Step),
    Into(Sketch, u32),
    Each(Box<Draft>, u32),
    /// The node of a record is made already.
    Record(Step),
    Keyed {
        by: String,
        value: String,
        edges: Edges,
        /// Each element is also a choice of its variant.
        choices: Option<u32>,
    },
}

/// An object may name this many keys of the mapping; what is seen of them is kept in one word.
const KEYS_PER_OBJECT_MAX: usize = 64;

fn edge<'s>(edges: &'s mut Edges, name: &str) -> &'s mut Vec<Draft> {
    let known = edges.iter().position(|(known, _)| known == name);
    let index = known.unwrap_or_else(|| {
        edges.push((name.to_owned(), Vec::new()));
        edges.len() - 1
    });
    &mut edges[index].1
}

/// The draft that `is` this kind, made where there is none yet.
fn draft(
    drafts: &mut Vec<Draft>,
    is: impl Fn(&Draft) -> bool,
    make: impl FnOnce() -> Draft,
) -> &mut Draft {
    let index = drafts.iter().position(is).unwrap_or_else(|| {
        drafts.push(make());
        drafts.len() - 1
    });
    &mut drafts[index]
}

/// The draft of a list whose elements have their code and their value under these names.
fn keyed(
    drafts: &mut Vec<Draft>,
    by: &str,
    value: &str,
    grow: impl FnOnce(&mut Edges, &mut Option<u32>),
) {
    let is_it = |draft: &Draft| match draft {
        Draft::Keyed { by: known, value: held, .. } => known == by && held == value,
        _ => false,
    };
    if let Draft::Keyed { edges, choices, .. } =
        draft(drafts, is_it, || Draft::keyed(by.to_owned(), value.to_owned()))
    {
        grow(edges, choices);
    }
}

impl Draft {
    pub fn keyed(by: String, value: String) -> Draft {
        Draft::Keyed { by, value, edges: Vec::new(), choices: None }
    }
}

impl Sketch {
    /// Lets one more path grow in, with what is done at its end.
    pub fn grow(&mut self, segments: &[Segment], leaf: Draft, site: u32) -> Result<()> {
        let Some((Segment::Name(name), rest)) = segments.split_first() else {
            return refuse("A path within a record starts with a name.");
        };
        let drafts = edge(&mut self.edges, name);
        let into = || Draft::Into(Sketch::default(), site);
        match rest {
            [] => drafts.push(leaf),
            [Segment::Name(_), ..] => {
                let is_into = |draft: &Draft| matches!(draft, Draft::Into(..));
                if let Draft::Into(sketch, _) = draft(drafts, is_into, into) {
                    sketch.grow(rest, leaf, site)?;
                }
            }
            [Segment::Each] => match leaf {
                // One way through the list does for its codes and for the choices.
                Draft::Keyed { by, value, .. } => keyed(drafts, &by, &value, |_, choices| {
                    *choices = Some(site);
                }),
                leaf => drafts.push(Draft::Each(Box::new(leaf), site)),
            },
            [Segment::Each, rest @ ..] => {
                let is_each = |draft: &Draft| match draft {
                    Draft::Each(inner, _) => matches!(**inner, Draft::Into(..)),
                    _ => false,
                };
                let each = || Draft::Each(Box::new(into()), site);
                if let Draft::Each(inner, _) = draft(drafts, is_each, each)
                    && let Draft::Into(sketch, _) = &mut **inner
                {
                    sketch.grow(rest, leaf, site)?;
                }
            }
            [Segment::Where { by, code }, Segment::Name(wanted)] => {
                keyed(drafts, by, wanted, |edges, _| edge(edges, code).push(leaf));
            }
            [Segment::Where { .. }, ..] => {
                return refuse("After a filter comes one name, and no more.");
            }
        }
        Ok(())
    }

    /// The finished node, put after those it needs; returns its number.
    pub fn finish(self, nodes: &mut Vec<Node>) -> Result<u32> {
        if self.edges.len() > KEYS_PER_OBJECT_MAX {
            return refuse(format!("At most {KEYS_PER_OBJECT_MAX} keys of one object are mapped."));
        }
        let (keys, steps) = finished(self.edges, nodes)?;
        nodes.push(Node { number: nodes.len(), keys, steps });
        Ok(nodes.len() as u32 - 1)
    }
}

fn finished(edges: Edges, nodes: &mut Vec<Node>) -> Result<(Keys, Vec<Step>)> {
    let (names, drafts): (Vec<String>, Vec<_>) = edges.into_iter().unzip();
    let steps = drafts.into_iter().map(|drafts| together(drafts, nodes)).collect::<Result<_>>()?;
    Ok((Keys::new(names.into_iter().map(|name| name.into_bytes().into()).collect()), steps))
}

fn together(drafts: Vec<Draft>, nodes: &mut Vec<Node>) -> Result<Step> {
    let (mut plain, mut object, mut list) = (Vec::new(), Vec::new(), Vec::new());
    for draft in drafts {
        match draft {
            Draft::Leaf(..) => plain.push(draft),
            Draft::Into(..) | Draft::Record(..) => object.push(draft),
            Draft::Each(..) | Draft::Keyed { .. } => list.push(draft),
        }
    }
    let mut all = |drafts: Vec<Draft>| -> Result<Option<Step>> {
        let steps = drafts.into_iter().map(|draft| step(draft, nodes));
        let mut steps = steps.collect::<Result<Vec<_>>>()?;
        Ok(match steps.len() {
            0 | 1 => steps.pop(),
            _ => Some(Step::Both(steps.into())),
        })
    };
    Ok(match (all(plain)?, all(object)?, all(list)?) {
        (Some(step), None, None) | (None, Some(step), None) | (None, None, Some(step)) => step,
        (plain, object, list) => Step::ByKind(Box::new(ByKind { plain, object, list })),
    })
}

fn step(draft: Draft, nodes: &mut Vec<Node>) -> Result<Step> {
    Ok(match draft {
        Draft::Leaf(step) | Draft::Record(step) => step,
        Draft::Into(sketch, site) => Step::Into { node: sketch.finish(nodes)?, site },
        Draft::Each(inner, site) => Step::Each { step: Box::new(step(*inner, nodes)?), site },
        Draft::Keyed { by, value, edges, choices } => {
            let (keys, steps) = finished(edges, nodes)?;
            let names = [by, value].map(|name| name.into_bytes().into());
            let element = nodes.len() as u32;
            nodes.push(Node { number: nodes.len(), keys: Keys::new(names.into()), steps: vec![] });
            Step::Keyed(Box::new(Keyed { element, keys, steps, choices }))
        }
    })
}
