//! What becomes of a product or a variant that has been read: it is given, waits for its variants, or is one of
//! another's. It must not know where documents come from.

use super::diagnostics::{Place, Spot};
use super::engine::Engine;
use super::join::{Kept, Shelf};
use super::walk::{Each, Walk};
use crate::error::{Code, Result};
use crate::json::{Reader, Value};
use crate::model::product::Origin;

impl Walk {
    /// What becomes of the item that has been read, of this form and text.
    pub(super) fn item(
        &mut self,
        engine: &mut Engine,
        form: usize,
        text: &str,
        each: &mut Each,
    ) -> Result<()> {
        if engine.form.joins() && !engine.refused {
            let item = &engine.item;
            let is_variable = item.product().kind().bytes == b"variable";
            let kept = || self.kept(form, text, true);
            let group = engine.form.group.and_then(|cell| item.cells.get(cell).copied());
            if let Some(group) = group.filter(|group| !group.is_blank() && group.bytes != b"0") {
                engine.diagnostics.take_back();
                let kept = kept();
                return self.room.group(group.bytes, kept);
            }
            if item.product().is_part().is_true() && !is_variable {
                engine.be_own_variant();
                return self.keep(engine, form, text, true);
            }
            let waits = is_variable || item.product().has_parts().is_true();
            if !item.links.is_empty() || (waits && item.variants.is_empty()) {
                let links = &item.links;
                if links.is_empty() || !links.iter().all(|link| self.room.has(link.bytes)) {
                    engine.diagnostics.take_back();
                    let kept = kept();
                    return self.room.wait(kept);
                }
                join(engine, &mut self.room)?;
            } else if item.variants.is_empty() {
                engine.be_own_variant();
            }
        }
        self.give(engine, each);
        Ok(())
    }

    /// Puts the variant that has just been read aside.
    pub(super) fn keep(
        &mut self,
        engine: &mut Engine,
        form: usize,
        text: &str,
        is_listed: bool,
    ) -> Result<()> {
        engine.diagnostics.take_back();
        let variant = engine.item.variants().next();
        let ids = variant.map(|variant| (variant.external_id(), variant.parent_id()));
        match ids {
            Some((id, parent)) if !id.is_blank() => {
                let parent = if parent.bytes == b"0" { Value::ABSENT } else { parent };
                let kept = self.kept(form, text, is_listed);
                self.room.part((id.bytes, parent.bytes), kept)
            }
            _ => {
                engine.note(engine.form.id_site, Code::ProductIdMissing, Value::ABSENT);
                engine.diagnostics.commit();
                Ok(())
            }
        }
    }

    fn kept(&self, form: usize, text: &str, is_listed: bool) -> Kept {
        let position = if is_listed { self.items } else { self.parts } - 1;
        Kept { text: text.into(), form, position, is_listed }
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
        if let Some(first) = group.first() {
            if read_again(engine, first) {
                read_parts(engine, &group);
                self.give(engine, each);
            }
            return Ok(true);
        }
        let some = shelf.next_waiting()?;
        for waiting in &some {
            if read_again(engine, waiting) {
                join(engine, shelf)?;
                self.give(engine, each);
            }
        }
        if !some.is_empty() {
            return Ok(true);
        }
        let orphans = shelf.next_orphans()?;
        for part in &orphans {
            engine.clear();
            read_part(engine, part);
            engine.diagnostics.take_back();
            let id = engine.item.variants().next().map(|variant| variant.external_id());
            engine.note(0, Code::ProductVariantOrphan, id.unwrap_or_default());
            engine.diagnostics.commit();
        }
        Ok(!orphans.is_empty())
    }
}

/// Adds the variants: first those that the product names, in its order, then those that name the product.
fn join(engine: &mut Engine, shelf: &mut dyn Shelf) -> Result<()> {
    let place = engine.place;
    for (nth, link) in engine.item.links.clone().into_iter().enumerate() {
        match shelf.claim(link.bytes)? {
            Some(kept) => read_parts(engine, &[kept]),
            None => {
                let spot = Spot { site: engine.form.links_site, place, trail: &[nth as u32] };
                engine.note_at(spot, Code::ProductVariantMissing, link, "");
            }
        }
    }
    let children = shelf.claim_children(engine.item.product().external_id().bytes)?;
    read_parts(engine, &children);
    Ok(())
}

/// Reads kept documents as variants of the item held.
fn read_parts(engine: &mut Engine, parts: &[Kept]) {
    let place = engine.place;
    for kept in parts {
        read_part(engine, kept);
        engine.place = place;
    }
}

/// Reads a kept document as the product it is.
fn read_again(engine: &mut Engine, kept: &Kept) -> bool {
    if let Some(form) = engine.program.forms.get(kept.form) {
        engine.form = form;
    }
    engine.place = Place::Item(kept.position, "");
    let text = engine.made.alloc_str(&kept.text);
    // It was read before: it cannot stop.
    engine.read(&mut Reader::new(text)).is_ok()
}

/// Reads a kept document as a variant of the item held.
fn read_part(engine: &mut Engine, kept: &Kept) {
    if let Some(form) = engine.program.forms.get(kept.form) {
        engine.form = form;
    }
    let (place, origin) = match kept.is_listed {
        true => (Place::Item(kept.position, ""), Origin::Listed),
        false => (Place::Part(engine.parts, kept.position), Origin::Apart),
    };
    engine.place = place;
    let text = engine.made.alloc_str(&kept.text);
    // It was read before: it cannot stop.
    let _ = engine.read_part(&mut Reader::new(text), origin, kept.position);
}
