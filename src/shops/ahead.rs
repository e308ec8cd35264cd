//! Looking ahead: what the elements of a list are, whether an object is a product, where a product lies in its object. It
//! must not read products.

use super::engine::{Engine, Read};
use super::program::{Fork, Program, What};
use crate::json::{Reader, decoded};

/// What the elements of a bare list are, by the first of them: it lies in an object of its own, or is not of another
/// format. Where nothing fits, the most usual, which says why it does not.
pub(super) fn choose<'a>(reader: &mut Reader<'a>, engine: &mut Engine<'a, '_>) -> Read<usize> {
    let here = reader.mark();
    let mut usual = None;
    for index in &engine.program.bare {
        let lead = &engine.program.leads[*index];
        let What::Items(form) = lead.what else { continue };
        let fits = match lead.inner.is_empty() {
            false => go_into(reader, &lead.inner)?.is_some(),
            true if engine.program.forms.len() == 1 => true,
            true => {
                usual = usual.or(Some(*index));
                engine.form = &engine.program.forms[form];
                engine.read(reader)?;
                engine.diagnostics.take_back();
                !engine.refused
            }
        };
        reader.go_to(here);
        if fits {
            return Ok(*index);
        }
    }
    Ok(usual.unwrap_or_default())
}

/// Whether the object that comes next is a product: it has what tells one, and nothing that leads to products. Looks no
/// further than it must, for an object around products may be larger than any window.
pub(super) fn is_product(
    reader: &mut Reader,
    fork: &Fork,
    lead: usize,
    engine: &Engine,
) -> Read<bool> {
    let What::Items(form) = engine.program.leads[lead].what else { return is_row(reader, fork) };
    let marks = &engine.program.forms[form].marks;
    let here = reader.mark();
    let mut is_one = false;
    let mut more = reader.open(b'{')?;
    while more {
        let key = decoded(reader.key()?);
        is_one |= marks.iter().any(|mark| **mark == *key);
        let named = fork.names.iter().find(|(name, _)| **name == *key);
        if named.is_some_and(|(_, to)| leads_to_items(engine.program, *to)) {
            is_one = false;
            break;
        }
        // A list of other things before any mark of a product: it may be longer than what is here.
        if !is_one && named.is_some() && is_list_of_objects(reader)? {
            break;
        }
        reader.skip()?;
        more = reader.more(b'{')?;
    }
    reader.go_to(here);
    Ok(is_one)
}

/// Whether the object that comes next is the one row of a table, and not the page around its rows.
fn is_row(reader: &mut Reader, fork: &Fork) -> Read<bool> {
    let here = reader.mark();
    let mut is_one = true;
    let mut more = reader.open(b'{')?;
    while more && is_one {
        let key = decoded(reader.key()?);
        is_one = !fork.names.iter().any(|(name, _)| **name == *key);
        if is_one {
            reader.skip()?;
            more = reader.more(b'{')?;
        }
    }
    reader.go_to(here);
    Ok(is_one)
}

fn is_list_of_objects(reader: &mut Reader) -> Read<bool> {
    if reader.peek()? != b'[' {
        return Ok(false);
    }
    let here = reader.mark();
    let is_one = reader.open(b'[')? && reader.peek()? == b'{';
    reader.go_to(here);
    Ok(is_one)
}

fn leads_to_items(program: &Program, fork: usize) -> bool {
    let Some(fork) = program.forks.get(fork) else { return false };
    let here = fork.list.or(fork.whole).and_then(|lead| program.leads.get(lead));
    here.is_some_and(|lead| matches!(lead.what, What::Items(_)))
        || fork.names.iter().any(|(_, to)| leads_to_items(program, *to))
}

/// Goes to what lies under these names; returns how many objects it is in then, or none where it is not there.
pub(super) fn go_into(reader: &mut Reader, names: &[Box<[u8]>]) -> Read<Option<usize>> {
    for name in names {
        if reader.peek()? != b'{' {
            return Ok(None);
        }
        let mut more = reader.open(b'{')?;
        loop {
            if !more {
                return Ok(None);
            }
            if *decoded(reader.key()?) == **name {
                break;
            }
            reader.skip()?;
            more = reader.more(b'{')?;
        }
    }
    reader.peek()?;
    Ok(Some(names.len()))
}

/// Passes over what is left of so many objects.
pub(super) fn go_out(reader: &mut Reader, depth: usize) -> Read<()> {
    for _ in 0..depth {
        while reader.more(b'{')? {
            reader.key()?;
            reader.skip()?;
        }
    }
    Ok(())
}
