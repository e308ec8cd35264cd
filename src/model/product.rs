//! The canonical product, as spans of the input it was read from. It must not know any shop or target.
//!
//! An [`Item`] is one product with everything that belongs to it. All its cells lie in one vector that is reused from
//! product to product, so reading allocates nothing once it is warm. The tables below are the whole vocabulary: a
//! mapping document may fill exactly these names, and what a cell accepts follows from its reading.

use crate::json::Value;
use std::collections::HashSet;

/// What a cell accepts. Everything else a shop may send instead is noted, and read as well as it can be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reading {
    /// A string; a number is taken by its literal text (ids).
    Text,
    /// A number, or a string that holds one; never a float.
    Decimal,
    /// true or false; also "true", "1", 1 and their opposites.
    Truth,
    /// Whatever is neither a list nor an object; those count as absent, without a word.
    Plain,
    /// One of a few words; any other says nothing, and is told.
    OneOf(Words),
}

/// The words of a cell that has no others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Words {
    Kind,
    Status,
    Visibility,
    Authority,
    Backorders,
}

/// What a product is that does not say its status.
pub const STATUS_UNSAID: &str = "draft";

impl Words {
    pub const fn known(self) -> &'static [&'static str] {
        match self {
            Words::Kind => &["simple", "variable", "grouped", "external"],
            Words::Status => &["active", "draft", "archived"],
            Words::Visibility => &["visible", "catalog", "search", "hidden"],
            Words::Authority => &["incl", "excl"],
            Words::Backorders => &["no", "notify", "yes"],
        }
    }
}

/// The cells of one kind of record: their names in a mapping document, and how they are read.
pub type Cells = &'static [(&'static str, Reading)];

macro_rules! record {
    ($(#[$doc:meta])* $Name:ident { $($field:ident $name:literal $reading:ident $(($words:ident))? )* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $Name<'p, 'a>(&'p [Value<'a>; $Name::CELLS.len()]);
        impl<'a> $Name<'_, 'a> {
            $(#[inline(always)]
            pub fn $field(&self) -> Value<'a> {
                self.0[const { named($Name::CELLS, $name) }]
            })*
        }
        impl $Name<'_, '_> {
            /// Whether nothing was said of it at all.
            pub fn is_empty(&self) -> bool {
                self.0.iter().all(|cell| cell.is_missing())
            }
            pub const CELLS: Cells = &[$(($name, Reading::$reading $((Words::$words))?)),*];
        }
    };
}

record! {
    /// What the variants of a product share.
    Product {
        external_id         "external_id"         Text
        kind                "kind"                OneOf(Kind)
        sku                 "sku"                 Text
        name                "name"                Text
        slug                "slug"                Text
        url                 "url"                 Text
        description         "description"         Text
        short_description   "short_description"   Text
        brand               "brand"               Text
        status              "status"              OneOf(Status)
        visibility          "visibility"          OneOf(Visibility)
        created_at          "created_at"          Text
        updated_at          "updated_at"          Text
        tax_class           "tax.class"           Text
        is_part             "is_part"             Truth
        has_parts           "has_parts"           Truth
        has_more            "has_more"            Truth
    }
}
record! {
    /// What can be sold: every price, stock and code hangs on the variant.
    Variant {
        external_id         "external_id"         Text
        parent_id           "parent_id"           Text
        inventory_id        "inventory_id"        Text
        sku                 "sku"                 Text
        gtin                "gtin"                Text
        mpn                 "mpn"                 Text
        status              "status"              OneOf(Status)
        price_authority     "price.authority"     OneOf(Authority)
        price_regular       "price.regular"       Decimal
        price_sale          "price.sale"          Decimal
        price_now           "price.now"           Decimal
        price_was           "price.was"           Decimal
        sale_from           "price.sale_from"     Text
        sale_to             "price.sale_to"       Text
        price_cost          "price.cost"          Decimal
        price_quantity      "price.quantity"      Decimal
        price_currency      "price.currency"      Text
        taxable             "tax.taxable"         Truth
        tax_class           "tax.class"           Text
        tax_rate            "tax.rate_percent"    Decimal
        tax_origin          "tax.origin"          Text
        unit                "unit"                Text
        order_minimum       "order.minimum"       Decimal
        order_step          "order.step"          Decimal
        pack_size           "pack.size"           Decimal
        content             "content.value"       Decimal
        content_unit        "content.unit"        Text
        stock_tracked       "stock.tracked"       Truth
        stock_shared        "stock.shared"        Truth
        stock_quantity      "stock.quantity"      Decimal
        stock_threshold     "stock.threshold"     Decimal
        stock_available     "stock.available"     Truth
        stock_stopped       "stock.stopped"       Truth
        stock_on_order      "stock.on_order"      Truth
        backorders          "stock.backorders"    OneOf(Backorders)
        weight              "weight.value"        Decimal
        weight_unit         "weight.unit"         Text
        length              "size.length"         Decimal
        width               "size.width"          Decimal
        height              "size.height"         Decimal
        is_virtual          "is_virtual"          Truth
        image_id            "image.external_id"   Text
        image_url           "image.url"           Text
        choice1             "choice.1"            Text
        choice2             "choice.2"            Text
        choice3             "choice.3"            Text
    }
}
record! {
    Category {
        external_id         "external_id"         Text
        name                "name"                Text
        slug                "slug"                Text
        path                "path"                Text
        unspsc              "unspsc"              Text
    }
}
record! {
    Image {
        external_id         "external_id"         Text
        url                 "url"                 Text
        alt                 "alt"                 Text
        position            "position"            Decimal
    }
}
record! {
    /// A quality of the product; the variants differ by those that vary: size, colour.
    Attribute {
        key                 "key"                 Text
        name                "name"                Text
        position            "position"            Decimal
        varies              "varies"              Truth
        visible             "visible"             Truth
    }
}
record! {
    /// A variant's value for the attribute with the same key.
    Choice {
        key                 "key"                 Plain
        value               "value"               Plain
    }
}

record! {
    /// A place where some of a variant's stock lies.
    Location {
        external_id         "external_id"         Text
        quantity            "quantity"            Decimal
    }
}

/// Where a record of this kind has the cell of this name: looked up by the compiler, which knows no other names.
macro_rules! cell {
    ($Name:ty, $name:expr) => {
        const { $crate::model::product::named(<$Name>::CELLS, $name) }
    };
}
pub(crate) use cell;

pub const fn named(cells: Cells, name: &str) -> usize {
    let mut index = 0;
    while index < cells.len() {
        if same(cells[index].0.as_bytes(), name.as_bytes()) {
            return index;
        }
        index += 1;
    }
    panic!("no such cell")
}
const fn same(one: &[u8], other: &[u8]) -> bool {
    let mut index = 0;
    while index < one.len() && index < other.len() && one[index] == other[index] {
        index += 1;
    }
    index == one.len() && index == other.len()
}

/// A list whose elements are records.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Row {
    Variant,
    Category,
    Image,
    Attribute,
    Choice,
    Location,
}

impl Row {
    pub const fn cells(self) -> Cells {
        match self {
            Row::Variant => Variant::CELLS,
            Row::Category => Category::CELLS,
            Row::Image => Image::CELLS,
            Row::Attribute => Attribute::CELLS,
            Row::Choice => Choice::CELLS,
            Row::Location => Location::CELLS,
        }
    }
}

/// A list whose elements are plain values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum List {
    Tags,
    /// Of the last attribute.
    Values,
    /// Ids of the documents that are this product's variants.
    Links,
}

/// Where a variant was read: its diagnostics point there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Origin {
    /// It is the item itself.
    #[default]
    Own,
    /// A row of the item.
    Row,
    /// A document of its own within the item.
    Within,
    /// A document of its own elsewhere.
    Apart,
    /// An item of its own, which turned out to be a variant of another.
    Listed,
}

/// Where a record with parts of its own lies.
#[derive(Clone, Copy, Default)]
pub struct Owner {
    pub cells: usize,
    /// Where what it owns begins and ends: a variant's choices, an attribute's values.
    pub from: usize,
    pub to: usize,
    /// The same of a variant's locations.
    pub located: (usize, usize),
    /// Which of its form's shapes it has.
    pub shape: u16,
    /// Its place in the list it was read from.
    pub position: u32,
    /// How many lists around it belong to its product; of those but the last the places begin here.
    pub depth: u8,
    pub outer: u32,
    pub origin: Origin,
}

/// One product, its variants, and all their rows.
#[derive(Default)]
pub struct Item<'a> {
    pub cells: Vec<Value<'a>>,
    pub variants: Vec<Owner>,
    pub attributes: Vec<Owner>,
    pub categories: Vec<usize>,
    pub images: Vec<usize>,
    pub choices: Vec<usize>,
    pub locations: Vec<usize>,
    pub values: Vec<Value<'a>>,
    pub tags: Vec<Value<'a>>,
    pub links: Vec<Value<'a>>,
    /// The places of variants in lists that hold the list they are in.
    pub outer: Vec<u32>,
    /// Its document has the list of its variants, or of what names them.
    pub tells_variants: bool,
}

impl Clone for Item<'_> {
    fn clone(&self) -> Self {
        let mut item = Item::default();
        item.clone_from(self);
        item
    }
    /// Into the vectors that are there.
    fn clone_from(&mut self, from: &Self) {
        self.cells.clone_from(&from.cells);
        self.variants.clone_from(&from.variants);
        self.attributes.clone_from(&from.attributes);
        self.categories.clone_from(&from.categories);
        self.images.clone_from(&from.images);
        self.choices.clone_from(&from.choices);
        self.locations.clone_from(&from.locations);
        self.values.clone_from(&from.values);
        self.tags.clone_from(&from.tags);
        self.links.clone_from(&from.links);
        self.tells_variants = from.tells_variants;
    }
}

/// How far the lists of an item reach.
#[derive(Clone, Copy)]
pub struct Lengths {
    pub cells: usize,
    pub choices: usize,
    pub values: usize,
    pub locations: usize,
}

/// An item's own cells: those of the product, then those of the variant it is when it has no others.
pub const PRODUCT: usize = Product::CELLS.len();
pub const ITEM: usize = PRODUCT + Variant::CELLS.len();

impl<'a> Item<'a> {
    /// Ready for another item, with so many cells of its own.
    pub fn clear(&mut self, size: usize) {
        self.cells.clear();
        self.cells.resize(size.max(ITEM), Value::ABSENT);
        self.variants.clear();
        self.attributes.clear();
        self.categories.clear();
        self.images.clear();
        self.choices.clear();
        self.locations.clear();
        self.values.clear();
        self.tags.clear();
        self.links.clear();
        self.outer.clear();
        self.tells_variants = false;
    }
    /// Room for a record; returns where it lies.
    pub fn grow(&mut self, size: usize) -> usize {
        let at = self.cells.len();
        self.cells.resize(at + size, Value::ABSENT);
        at
    }
    pub fn lengths(&self) -> Lengths {
        let Item { cells, choices, values, locations, .. } = self;
        Lengths {
            cells: cells.len(),
            choices: choices.len(),
            values: values.len(),
            locations: locations.len(),
        }
    }
    /// As if what was read since then had not been there.
    pub fn take_back(&mut self, to: Lengths) {
        self.cells.truncate(to.cells);
        self.choices.truncate(to.choices);
        self.values.truncate(to.values);
        self.locations.truncate(to.locations);
    }
    pub fn list(&mut self, list: List) -> &mut Vec<Value<'a>> {
        match list {
            List::Tags => &mut self.tags,
            List::Values => &mut self.values,
            List::Links => &mut self.links,
        }
    }

    pub fn product(&self) -> Product<'_, 'a> {
        Product(record(&self.cells, 0))
    }
    /// What the item itself says as a variant: what its variants inherit.
    pub fn own(&self) -> Variant<'_, 'a> {
        Variant(record(&self.cells, PRODUCT))
    }
    pub fn variant(&self, owner: &Owner) -> Variant<'_, 'a> {
        Variant(record(&self.cells, owner.cells))
    }
    pub fn variants(&self) -> impl ExactSizeIterator<Item = Variant<'_, 'a>> {
        self.variants.iter().map(|owner| self.variant(owner))
    }
    /// Whether it has variants that are not there.
    pub fn has_others(&self) -> bool {
        self.product().has_more().is_true() || !self.unheard().is_empty()
    }
    /// What it names as its variants and is not there.
    pub fn unheard(&self) -> Vec<Value<'a>> {
        let there = || self.variants().map(|variant| variant.external_id().bytes);
        if self.links.is_empty() || self.links.iter().map(|link| link.bytes).eq(there()) {
            return Vec::new();
        }
        let there: HashSet<&[u8]> = there().collect();
        self.links.iter().filter(|link| !there.contains(link.bytes)).copied().collect()
    }
    pub fn categories(&self) -> impl Iterator<Item = Category<'_, 'a>> {
        self.categories.iter().map(|&at| Category(record(&self.cells, at)))
    }
    pub fn images(&self) -> impl Iterator<Item = Image<'_, 'a>> {
        self.images.iter().map(|&at| Image(record(&self.cells, at)))
    }
    pub fn attributes(&self) -> impl Iterator<Item = (Attribute<'_, 'a>, &[Value<'a>])> {
        self.attributes.iter().map(|owner| {
            let values = self.values.get(owner.from..owner.to).unwrap_or_default();
            (Attribute(record(&self.cells, owner.cells)), values)
        })
    }
    /// Where a variant's stock lies.
    pub fn locations(&self, owner: &Owner) -> impl Iterator<Item = Location<'_, 'a>> {
        let (from, to) = owner.located;
        let held = self.locations.get(from..to).unwrap_or_default();
        held.iter().map(|&at| Location(record(&self.cells, at)))
    }
    /// A variant's place in each list around it that belongs to its product.
    pub fn trail(&self, owner: &Owner) -> Vec<u32> {
        let Some(outer) = usize::from(owner.depth).checked_sub(1) else { return Vec::new() };
        let from = owner.outer as usize;
        let mut trail = self.outer.get(from..from + outer).unwrap_or_default().to_vec();
        trail.push(owner.position);
        trail
    }
    /// What a variant chose of each attribute that varies, in the order of the attributes; blank is "any".
    pub fn choices<'p>(
        &'p self,
        owner: &'p Owner,
    ) -> impl Iterator<Item = (Attribute<'p, 'a>, Value<'a>)> {
        let variant = self.cells.get(owner.cells..).unwrap_or_default();
        let chosen = self.choices.get(owner.from..owner.to).unwrap_or_default();
        let varying = self.attributes().filter(|(attribute, _)| attribute.varies().is_true());
        varying.enumerate().map(move |(position, (attribute, _))| {
            let key = attribute.key();
            let mut chosen = chosen.iter().map(|&at| Choice(record(&self.cells, at)));
            let named = match key.is_blank() {
                true => None,
                false => chosen.find(|choice| choice.key().bytes == key.bytes),
            };
            let placed =
                if position < PLACES { variant.get(CHOICE + position).copied() } else { None };
            (attribute, named.map(|choice| choice.value()).or(placed).unwrap_or_default())
        })
    }

    /// One variant that differs from nothing; the source's own word for it goes before what its rows look like.
    pub fn is_simple(&self) -> bool {
        match self.product().kind() {
            kind if kind.is_blank() => {
                let varies = self.attributes().any(|(attribute, _)| attribute.varies().is_true());
                let has_more = self.product().has_more().is_true() || self.links.len() > 1;
                !varies && !has_more && self.variants.len() == 1
            }
            kind => kind.bytes != b"variable",
        }
    }
    /// Whether it is a group of other products, and not sold itself.
    pub fn is_group(&self) -> bool {
        self.product().kind().bytes == b"grouped"
    }
    /// The address of the image a variant points at, by itself or by its number among the product's images.
    pub fn image_of(&self, variant: &Variant<'_, 'a>) -> Option<Value<'a>> {
        if !variant.image_url().is_blank() {
            return Some(variant.image_url());
        }
        let id = variant.image_id();
        if id.is_blank() {
            return None;
        }
        self.images().find(|image| image.external_id().bytes == id.bytes).map(|image| image.url())
    }
}

/// A shop that names its choices by their place has at most three (Shopify).
const PLACES: usize = 3;
const CHOICE: usize = cell!(Variant, "choice.1");

/// What is not there reads as a record of absent cells, so that a wrong place could never be a panic.
#[inline(always)]
fn record<'p, 'a, const N: usize>(cells: &'p [Value<'a>], at: usize) -> &'p [Value<'a>; N] {
    cells.get(at..).and_then(|rest| rest.first_chunk()).unwrap_or(&[Value::ABSENT; N])
}
