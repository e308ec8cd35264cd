//! What becomes of a product or a variant that has been read: it is given, waits for its variants, or is one of
//! another's. It must not know where documents come from.

use super::aside::{Held, Source, Waiting};
use super::diagnostics::{Place, Spot};
use super::engine::Engine;
use super::group::read_group;
use super::join::{Kept, Shelf};
use super::walk::{Each, Walk};
use crate::error::{Code, Result};
use crate::json::{Kind, Reader, Value};
use crate::limits;
use crate::model::product::{Origin, Owner, Product, cell};
use xxhash_rust::xxh3::xxh3_64;

impl Walk {
    /// What becomes of the item that has been read, of this form and text.
    pub(super) fn item<'a>(
        &mut self,
        engine: &mut Engine<'a, '_>,
        form: usize,
        text: &'a str,
        each: &mut Each,
    ) -> Result<()> {
        if engine.form.joins() && !engine.refused {
            let source = self.source(form, text, true);
            let item = &engine.item;
            let is_variable = item.product().kind().bytes == b"variable";
            let group = engine.form.group.and_then(|cell| item.cells.get(cell).copied());
            if let Some(group) = group.filter(|group| !group.is_blank() && group.bytes != b"0") {
                engine.diagnostics.take_back();
                return self.room.group(group.bytes, source.keep());
            }
            if item.product().is_part().is_true() && !is_variable {
                engine.be_own_variant();
                return self.part(engine, source);
            }
            let waits = is_variable || may_have_parts(engine);
            if !item.links.is_empty() || (waits && item.variants.is_empty()) {
                let are_here = item.links.iter().all(|link| self.is_here(engine, link));
                if item.links.is_empty() || !are_here {
                    return wait(engine, source);
                }
                join(engine, &mut self.room)?;
                self.give_joined(engine, each);
                return Ok(());
            } else if item.variants.is_empty() && is_offer(engine) {
                engine.be_own_variant();
            }
        }
        self.give(engine, each);
        Ok(())
    }

    /// Whether the variant of this id is here, and no other of it can be elsewhere.
    fn is_here(&self, engine: &Engine, link: &Value) -> bool {
        self.room.has(link.bytes) || (!self.room.is_cleared() && engine.aside.has(link.bytes))
    }

    /// Puts the variant that has just been read aside.
    pub(super) fn part<'a>(
        &mut self,
        engine: &mut Engine<'a, '_>,
        source: Source<'a>,
    ) -> Result<()> {
        let is_silent = engine.diagnostics.is_silent();
        engine.diagnostics.take_back();
        let Engine { item, aside, .. } = engine;
        let owner = item.variants.first().copied();
        let named = owner.filter(|owner| !item.variant(owner).external_id().is_blank());
        let Some(owner) = named else {
            engine.note(engine.form.id_site, Code::ProductIdMissing, Value::ABSENT);
            engine.diagnostics.commit();
            return Ok(());
        };
        let (id, parent) = (item.variant(&owner).external_id(), item.variant(&owner).parent_id());
        let parent = if parent.bytes == b"0" { Value::ABSENT } else { parent };
        let cells = is_silent.then(|| aside.copy(item, &owner));
        aside.part(source, (id, parent), cells)
    }

    /// Where the document stands that has just been read.
    pub(super) fn source<'a>(&self, form: usize, text: &'a str, is_listed: bool) -> Source<'a> {
        let position = if is_listed { self.items } else { self.parts } - 1;
        Source { text, form, position, is_listed }
    }

    /// After the last byte of a document that is here as a whole: gives what waits, as `settle_some` does.
    pub(super) fn settle_aside(&mut self, engine: &mut Engine, each: &mut Each) -> Result<()> {
        let mut room = std::mem::take(&mut self.room);
        while self.settle_some(engine, &mut room, each)? {}
        for Waiting { source, place, item } in engine.aside.take_waiting() {
            engine.place = place;
            let is_read = match item {
                Some(mut item) => {
                    // Into the vectors of the item held, which have grown.
                    std::mem::swap(&mut engine.item, &mut item);
                    item.clone_from(&engine.item);
                    engine.take(item, source.form);
                    true
                }
                None => read(engine, &source),
            };
            if is_read {
                join(engine, &mut room)?;
                self.give_joined(engine, each);
            }
        }
        for Held { source, id, .. } in engine.aside.take_orphans() {
            engine.place = place_of(&source, engine.parts).0;
            engine.note(0, Code::ProductVariantOrphan, id);
            engine.diagnostics.commit();
        }
        Ok(())
    }

    /// Gives it. But a page that shifts names a product twice: of the second copy the first has the variants.
    fn give_joined(&mut self, engine: &mut Engine, each: &mut Each) {
        let id = engine.item.product().external_id();
        let (hash, count) = (xxh3_64(id.bytes), engine.item.variants.len());
        let of_first = self.joined.get(&hash).copied().unwrap_or_default();
        if count == 0 && of_first > 0 {
            engine.diagnostics.take_back();
            engine.note_more(engine.form.id_site, Code::ProductIdTwice, id, "product");
            return engine.diagnostics.commit();
        }
        if of_first > 0 && count < of_first.max(engine.item.links.len()) {
            // The first has the others.
            engine.item.cells[cell!(Product, "has_more")] = Value::TRUE;
        }
        if of_first > 0 || self.joined.len() < limits::SKUS_MAX {
            self.joined.insert(hash, of_first.max(count));
        }
        self.give(engine, each);
    }

    fn give(&mut self, engine: &mut Engine, each: &mut Each) {
        if engine.finish(&mut self.skus) {
            let mut remarks = Vec::new();
            each(&engine.item, &mut remarks);
            self.is_given = true;
            remarks.into_iter().for_each(|remark| engine.remark(&remark));
        }
        engine.diagnostics.commit();
    }

    /// After the last byte: gives what waits on the shelf, some documents at a time; whether there may be more.
    pub(super) fn settle_some(
        &mut self,
        engine: &mut Engine,
        shelf: &mut dyn Shelf,
        each: &mut Each,
    ) -> Result<bool> {
        let group = shelf.next_group()?;
        if !group.is_empty() {
            if read_group(engine, &group) {
                self.give(engine, each);
            }
            return Ok(true);
        }
        let some = shelf.next_waiting()?;
        for waiting in &some {
            if read_again(engine, waiting) {
                join(engine, shelf)?;
                self.give_joined(engine, each);
            }
        }
        if !some.is_empty() {
            return Ok(true);
        }
        let orphans = shelf.next_orphans()?;
        for part in &orphans {
            engine.clear();
            let source = brought_back(engine, part);
            read_part(engine, &source);
            engine.diagnostics.take_back();
            let id = engine.item.variants().next().map(|variant| variant.external_id());
            engine.place = place_of(&source, engine.parts).0;
            engine.note(0, Code::ProductVariantOrphan, id.unwrap_or_default());
            engine.diagnostics.commit();
        }
        Ok(!orphans.is_empty())
    }
}

/// Puts the product that has just been read aside, until its variants are there.
fn wait<'a>(engine: &mut Engine<'a, '_>, source: Source<'a>) -> Result<()> {
    let is_silent = engine.diagnostics.is_silent();
    engine.diagnostics.take_back();
    let Engine { item, aside, place, .. } = engine;
    // Copied: what has grown goes on to hold the next.
    let item = is_silent.then(|| item.clone());
    aside.wait(Waiting { source, place: *place, item })
}

/// Whether it says that its variants stand elsewhere, or nothing where only they would say so.
fn may_have_parts(engine: &Engine) -> bool {
    let product = engine.item.product();
    match product.has_parts() {
        said if said.is_blank() => engine.form.waits && product.kind().is_blank(),
        said => said.is_true(),
    }
}

/// Adds the variants: first those that the product names, in its order, then those that name the product.
fn join(engine: &mut Engine, shelf: &mut dyn Shelf) -> Result<()> {
    let place = engine.place;
    // Lent meanwhile, for a variant that is added needs the whole engine; none of them has links.
    let links = std::mem::take(&mut engine.item.links);
    for (nth, link) in links.iter().enumerate() {
        if let Some(kept) = shelf.claim(link.bytes)? {
            read_parts(engine, &[kept]);
        } else if let Some(held) = engine.aside.claim(link.bytes) {
            adopt(engine, &held);
        } else {
            let spot = Spot { site: engine.form.links_site, place, trail: &[nth as u32] };
            engine.note_at(spot, Code::ProductVariantMissing, *link, "");
        }
    }
    engine.item.links = links;
    let id = engine.item.product().external_id().bytes;
    read_parts(engine, &shelf.claim_children(id)?);
    for held in engine.aside.claim_children(id) {
        adopt(engine, &held);
    }
    engine.aside.let_go();
    if engine.item.variants.is_empty() && may_be_simple(engine) {
        engine.be_own_variant();
    }
    Ok(())
}

/// Whether a product that names no variants is sold itself: it says so, or it has what only a variant has.
fn is_offer(engine: &Engine) -> bool {
    let own = engine.item.own();
    let of_variants = [own.price_regular(), own.price_now(), own.sku(), own.stock_quantity()];
    !engine.item.product().kind().is_blank()
        || of_variants.iter().any(|value| value.kind != Kind::Absent)
}

/// Whether a product for which no variant came can be sold as it is.
fn may_be_simple(engine: &Engine) -> bool {
    let (product, own) = (engine.item.product(), engine.item.own());
    let has_price = !own.price_regular().is_blank() || !own.price_now().is_blank();
    let is_said = !product.kind().is_blank() || !product.has_parts().is_blank();
    has_price && !is_said && engine.item.links.is_empty()
}

/// Reads kept documents as variants of the item held.
fn read_parts(engine: &mut Engine, parts: &[Kept]) {
    for kept in parts {
        read_part(engine, &brought_back(engine, kept));
    }
}

/// Reads a kept document as the product it is.
fn read_again(engine: &mut Engine, kept: &Kept) -> bool {
    engine.place = Place::Item(kept.position, "");
    read(engine, &brought_back(engine, kept))
}

/// A kept document, as a text that lives as long as what is read of it.
pub(super) fn brought_back<'a>(engine: &Engine<'a, '_>, kept: &Kept) -> Source<'a> {
    let Kept { text, form, position, is_listed } = kept;
    let text = engine.made.alloc_str(text);
    Source { text, form: *form, position: *position, is_listed: *is_listed }
}

pub(super) fn read<'a>(engine: &mut Engine<'a, '_>, source: &Source<'a>) -> bool {
    if let Some(form) = engine.program.forms.get(source.form) {
        engine.form = form;
    }
    // It was read before: it cannot stop.
    engine.read(&mut Reader::new(source.text)).is_ok()
}

/// Adds a variant that was read aside.
fn adopt<'a>(engine: &mut Engine<'a, '_>, held: &Held<'a>) {
    let Held { source, cells, .. } = held;
    let Some(cells) = cells else { return read_part(engine, source) };
    let (_, origin) = place_of(source, engine.parts);
    let form = engine.program.forms.get(source.form);
    let shape = form.and_then(|form| form.part).map_or(0, |(_, shape)| shape);
    let owner = Owner { shape, origin, position: source.position, ..Owner::default() };
    engine.aside.paste(*cells, &mut engine.item, owner);
}

/// Reads a document as a variant of the item held.
pub(super) fn read_part<'a>(engine: &mut Engine<'a, '_>, source: &Source<'a>) {
    if let Some(form) = engine.program.forms.get(source.form) {
        engine.form = form;
    }
    let (place, origin) = place_of(source, engine.parts);
    let outer = std::mem::replace(&mut engine.place, place);
    // It was read before: it cannot stop.
    let _ = engine.read_part(&mut Reader::new(source.text), origin, source.position);
    engine.place = outer;
}

fn place_of<'a>(source: &Source, parts: &'a str) -> (Place<'a>, Origin) {
    match source.is_listed {
        true => (Place::Item(source.position, ""), Origin::Listed),
        false => (Place::Part(parts, source.position), Origin::Apart),
    }
}
