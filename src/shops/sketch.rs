//! The graph of a program while it grows: paths go in one by one, nodes come out. It must not know what fields mean.

use super::keys::Keys;
use super::path::{Segment, refuse};
use super::program::{ByKind, Keyed, Node, Step};
use crate::error::Result;

/// Keys are few; a list in the order of the mapping is all it needs.
#[derive(Default)]
pub struct Sketch<'d> {
    edges: Edges<'d>,
}

/// What is done at each key; the drafts of one key stand together.
type Edges<'d> = Vec<(&'d str, Draft<'d>)>;

pub enum Draft<'d> {
    Leaf(Step),
    Into(Sketch<'d>, u32),
    Each(Box<Draft<'d>>, u32),
    /// The node of a record is made already.
    Record(Step),
    Keyed {
        by: &'d str,
        value: &'d str,
        edges: Edges<'d>,
        /// Each element is also a choice of its variant.
        choices: Option<u32>,
    },
}

/// An object may name this many keys of the mapping; what is seen of them is kept in one word.
const KEYS_PER_OBJECT_MAX: usize = 64;

/// One more draft of this key.
fn add<'d>(edges: &mut Edges<'d>, name: &'d str, draft: Draft<'d>) -> usize {
    let last = edges.iter().rposition(|(known, _)| *known == name);
    let index = last.map_or(edges.len(), |last| last + 1);
    edges.insert(index, (name, draft));
    index
}

/// The draft of this key that `is` this kind, made where there is none yet.
fn draft<'s, 'd>(
    edges: &'s mut Edges<'d>,
    name: &'d str,
    is: impl Fn(&Draft) -> bool,
    make: impl FnOnce() -> Draft<'d>,
) -> &'s mut Draft<'d> {
    let known = edges.iter().position(|(known, draft)| *known == name && is(draft));
    let index = known.unwrap_or_else(|| add(edges, name, make()));
    &mut edges[index].1
}

/// The draft of a list whose elements have their code and their value under these names.
fn keyed<'d>(
    edges: &mut Edges<'d>,
    name: &'d str,
    (by, value): (&'d str, &'d str),
    grow: impl FnOnce(&mut Edges<'d>, &mut Option<u32>),
) {
    let is_it = |draft: &Draft| match draft {
        Draft::Keyed { by: known, value: held, .. } => *known == by && *held == value,
        _ => false,
    };
    if let Draft::Keyed { edges, choices, .. } =
        draft(edges, name, is_it, || Draft::keyed(by, value))
    {
        grow(edges, choices);
    }
}

impl<'d> Draft<'d> {
    pub fn keyed(by: &'d str, value: &'d str) -> Draft<'d> {
        Draft::Keyed { by, value, edges: Vec::new(), choices: None }
    }
}

impl<'d> Sketch<'d> {
    /// Lets one more path grow in, with what is done at its end.
    pub fn grow(&mut self, segments: &'d [Segment], leaf: Draft<'d>, site: u32) -> Result<()> {
        let Some((Segment::Name(name), rest)) = segments.split_first() else {
            return refuse("A path within a record starts with a name.");
        };
        let edges = &mut self.edges;
        let into = || Draft::Into(Sketch::default(), site);
        match rest {
            [] => {
                add(edges, name, leaf);
            }
            [Segment::Name(_), ..] => {
                let is_into = |draft: &Draft| matches!(draft, Draft::Into(..));
                if let Draft::Into(sketch, _) = draft(edges, name, is_into, into) {
                    sketch.grow(rest, leaf, site)?;
                }
            }
            [Segment::Each] => match leaf {
                // One way through the list does for its codes and for the choices.
                Draft::Keyed { by, value, .. } => keyed(edges, name, (by, value), |_, choices| {
                    *choices = Some(site);
                }),
                leaf => {
                    add(edges, name, Draft::Each(Box::new(leaf), site));
                }
            },
            [Segment::Each, rest @ ..] => {
                let is_each = |draft: &Draft| match draft {
                    Draft::Each(inner, _) => matches!(**inner, Draft::Into(..)),
                    _ => false,
                };
                let each = || Draft::Each(Box::new(into()), site);
                if let Draft::Each(inner, _) = draft(edges, name, is_each, each)
                    && let Draft::Into(sketch, _) = &mut **inner
                {
                    sketch.grow(rest, leaf, site)?;
                }
            }
            [Segment::Where { by, code }, Segment::Name(wanted)] => {
                keyed(edges, name, (by, wanted), |edges, _| {
                    add(edges, code, leaf);
                });
            }
            [Segment::Where { .. }, ..] => {
                return refuse("After a filter comes one name, and no more.");
            }
        }
        Ok(())
    }

    /// The finished node, put after those it needs; returns its number.
    pub fn finish(self, nodes: &mut Vec<Node>) -> Result<u32> {
        let (keys, steps) = finished(self.edges, nodes)?;
        if keys.len() > KEYS_PER_OBJECT_MAX {
            return refuse(format!("At most {KEYS_PER_OBJECT_MAX} keys of one object are mapped."));
        }
        nodes.push(Node { number: nodes.len(), keys, steps });
        Ok(nodes.len() as u32 - 1)
    }
}

fn finished(edges: Edges, nodes: &mut Vec<Node>) -> Result<(Keys, Vec<Step>)> {
    let (mut names, mut steps) = (Vec::with_capacity(edges.len()), Vec::with_capacity(edges.len()));
    let mut edges = edges.into_iter().peekable();
    while let Some((name, draft)) = edges.next() {
        names.push(name);
        let is_alone = edges.peek().is_none_or(|(next, _)| *next != name);
        steps.push(match is_alone {
            true => step(draft, nodes)?,
            false => {
                let mut drafts = vec![draft];
                while let Some((_, draft)) = edges.next_if(|(next, _)| *next == name) {
                    drafts.push(draft);
                }
                together(drafts, nodes)?
            }
        });
    }
    Ok((Keys::new(&names), steps))
}

/// What is done at a key depends on what stands there.
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
        Draft::Each(inner, site) => {
            let step = Box::new(step(*inner, nodes)?);
            Step::Each { of_variants: step.is_of_variants(nodes), step, site }
        }
        Draft::Keyed { by, value, edges, choices } => {
            let (keys, steps) = finished(edges, nodes)?;
            let element = nodes.len() as u32;
            let keys_of_element = Keys::new(&[by, value]);
            nodes.push(Node { number: nodes.len(), keys: keys_of_element, steps: vec![] });
            Step::Keyed(Box::new(Keyed { element, keys, steps, choices }))
        }
    })
}
