-- The whole store, as a fresh one is made. One section for each part of koppel that keeps something.
--
-- Words of all three databases: VARCHAR(191) for ids and words (compared byte by byte), BIGINT for counts, flags and
-- instants (UTC, milliseconds since 1970), TEXT for JSON documents and sentences, BLOB for hashes and sealed secrets.
-- shop_id is the tenant and the first column of every key. No comment holds a semicolon: it ends a statement.

-- -- store ------------------------------------------------------------------------------------------------------------

-- One row: which schema this is, and the oldest schema whose koppel can still work on it.
CREATE TABLE store_version (
  version BIGINT NOT NULL,
  usable_from BIGINT NOT NULL
);

-- The last number given out of each sequence of a shop. Numbers are never reused.
CREATE TABLE sequences (
  shop_id VARCHAR(191) NOT NULL,
  sequence VARCHAR(191) NOT NULL,
  last_number BIGINT NOT NULL,
  PRIMARY KEY (shop_id, sequence)
);

-- -- outbox: what must reach the outside ------------------------------------------------------------------------------

CREATE TABLE outbox (
  shop_id VARCHAR(191) NOT NULL,
  entry_id BIGINT NOT NULL,               -- in the order of enqueueing
  entry_key VARCHAR(191) NOT NULL,        -- what the far side knows it by, derived from what it is about
  kind VARCHAR(191) NOT NULL,             -- order_push, return_credit, webhook
  platform_id VARCHAR(191) NOT NULL,      -- '' for a webhook
  subject_id VARCHAR(191) NOT NULL,
  event_id VARCHAR(191) NOT NULL,
  return_id VARCHAR(191) NOT NULL,
  tender_id VARCHAR(191) NOT NULL,
  order_reference VARCHAR(191) NOT NULL,  -- entries with one reference go out one after the other, '' is none
  content TEXT NOT NULL,                  -- what its delivery makes the request of, without secrets
  state VARCHAR(191) NOT NULL,            -- due, claimed, done, parked
  due_at BIGINT NOT NULL,                 -- when it may be claimed, while claimed: when its lease ends
  lease BIGINT NOT NULL,                  -- counts the claims, only the last claim may settle
  claimed_at BIGINT NOT NULL,             -- the last claim
  attempts BIGINT NOT NULL,
  doubt_since BIGINT,                     -- from when on the far side may have acted without our knowing
  doubt_until BIGINT,                     -- and until when
  reason VARCHAR(191) NOT NULL,           -- why it is parked, or why the last attempt failed
  detail TEXT NOT NULL,                   -- the far side's own words on that
  answer TEXT,                            -- what the far side said when it was done
  queued_at BIGINT NOT NULL,              -- when it was enqueued, or last put back by a person
  created_at BIGINT NOT NULL,
  settled_at BIGINT,
  PRIMARY KEY (shop_id, entry_id)
);
CREATE UNIQUE INDEX outbox_by_key ON outbox (shop_id, entry_key);
CREATE INDEX outbox_by_due ON outbox (shop_id, state, due_at);
CREATE INDEX outbox_by_reference ON outbox (shop_id, order_reference, entry_id);

-- What was last seen of each platform.
CREATE TABLE platform_contacts (
  shop_id VARCHAR(191) NOT NULL,
  platform_id VARCHAR(191) NOT NULL,
  succeeded_at BIGINT,
  failed_at BIGINT,
  failure TEXT NOT NULL,                  -- the last failure, in words
  clock_skew_ms BIGINT,                   -- its clock minus ours, by its last answer
  PRIMARY KEY (shop_id, platform_id)
);

-- Which platforms are left alone for a while. No row: nothing is held back.
CREATE TABLE breakers (
  shop_id VARCHAR(191) NOT NULL,
  platform_id VARCHAR(191) NOT NULL,
  failures BIGINT NOT NULL,               -- calls that failed since one was answered
  open_until BIGINT,                      -- until then nothing is sent, then one entry is tried, null: all is sent
  PRIMARY KEY (shop_id, platform_id)
);

-- -- inbox: what the outside sent and the shop has not yet taken over --------------------------------------------------

CREATE TABLE inbox (
  shop_id VARCHAR(191) NOT NULL,
  entry_id BIGINT NOT NULL,               -- in the order of arrival
  entry_key VARCHAR(191) NOT NULL,        -- what the host keeps UNIQUE beside what it makes of it
  kind VARCHAR(191) NOT NULL,             -- order, order_update, refund, product_proposal, ...
  platform_id VARCHAR(191) NOT NULL,
  reference VARCHAR(191) NOT NULL,        -- entries with one reference are handed out one after the other, '' is none
  content TEXT NOT NULL,                  -- what inbox_next shows, '' when its time was over
  state VARCHAR(191) NOT NULL,            -- waiting, settled
  leased_until BIGINT NOT NULL,
  lease BIGINT NOT NULL,                  -- counts how often it was handed out, only the last may settle
  created_at BIGINT NOT NULL,
  settled_at BIGINT,
  PRIMARY KEY (shop_id, entry_id)
);
CREATE UNIQUE INDEX inbox_by_key ON inbox (shop_id, entry_key);
CREATE INDEX inbox_by_state ON inbox (shop_id, state, entry_id);
CREATE INDEX inbox_by_lease ON inbox (shop_id, state, leased_until);
CREATE INDEX inbox_by_reference ON inbox (shop_id, reference, entry_id);

-- -- retention -------------------------------------------------------------------------------------------------------

-- How far taking personal data away has come in what is gone through in the order of its changes.
CREATE TABLE retention (
  shop_id VARCHAR(191) NOT NULL,
  kind VARCHAR(191) NOT NULL,
  reached_at BIGINT NOT NULL,
  reached_id VARCHAR(191) NOT NULL,
  PRIMARY KEY (shop_id, kind)
);

-- -- mirror: what the shop has told us --------------------------------------------------------------------------------

-- The integers by which others know what the shop knows by its own ids.
CREATE TABLE numbers (
  shop_id VARCHAR(191) NOT NULL,
  kind VARCHAR(191) NOT NULL,             -- product (with variations), category, tag, brand, attribute, ...
  external_id VARCHAR(191) NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (shop_id, kind, external_id)
);
CREATE UNIQUE INDEX numbers_by_number ON numbers (shop_id, kind, number);

CREATE TABLE products (
  shop_id VARCHAR(191) NOT NULL,
  product_id VARCHAR(191) NOT NULL,       -- the shop's own
  number BIGINT NOT NULL,
  kind VARCHAR(191) NOT NULL,             -- simple, variable, grouped, external
  status VARCHAR(191) NOT NULL,           -- publish, draft, private
  name TEXT NOT NULL,
  slug TEXT NOT NULL,
  sku VARCHAR(191) NOT NULL,
  fingerprint BLOB NOT NULL,              -- of content, prices and stock, 16 bytes each
  canonical TEXT NOT NULL,                -- the product in the model's own JSON
  woocommerce TEXT NOT NULL,              -- what REST v3 shows of it, but for ids of its own, stock and links
  created_at BIGINT NOT NULL,             -- by the shop where it says so
  modified_at BIGINT NOT NULL,            -- by us: when what we show changed
  is_deleted BIGINT NOT NULL,
  PRIMARY KEY (shop_id, product_id)
);
CREATE UNIQUE INDEX products_by_number ON products (shop_id, number);
CREATE INDEX products_by_modified ON products (shop_id, modified_at);
CREATE INDEX products_by_sku ON products (shop_id, sku);

-- What can be sold: the variations of a product, or the product itself.
CREATE TABLE variants (
  shop_id VARCHAR(191) NOT NULL,
  product_id VARCHAR(191) NOT NULL,
  variant_id VARCHAR(191) NOT NULL,
  number BIGINT NOT NULL,                 -- 0 where the product is simple
  position BIGINT NOT NULL,
  sku VARCHAR(191) NOT NULL,
  canonical TEXT NOT NULL,
  woocommerce TEXT NOT NULL,
  reported BIGINT,                        -- the stock that the shop last stated, null where it is not counted
  reported_as_of BIGINT NOT NULL,         -- when that was so
  PRIMARY KEY (shop_id, product_id, variant_id)
);
CREATE INDEX variants_by_number ON variants (shop_id, number);
CREATE INDEX variants_by_sku ON variants (shop_id, sku);

-- What platform orders took that the stated stock does not show yet.
CREATE TABLE reservations (
  shop_id VARCHAR(191) NOT NULL,
  order_id VARCHAR(191) NOT NULL,
  product_id VARCHAR(191) NOT NULL,
  variant_id VARCHAR(191) NOT NULL,
  quantity BIGINT NOT NULL,
  settled_at BIGINT,                      -- when the shop had booked it, a later statement shows it
  PRIMARY KEY (shop_id, order_id, product_id, variant_id)
);
CREATE INDEX reservations_by_variant ON reservations (shop_id, product_id, variant_id);

CREATE TABLE terms (
  shop_id VARCHAR(191) NOT NULL,
  kind VARCHAR(191) NOT NULL,
  number BIGINT NOT NULL,
  parent BIGINT NOT NULL,                 -- the attribute of an attribute's value, the category above, else 0
  name TEXT NOT NULL,
  slug TEXT NOT NULL,
  details TEXT NOT NULL,                  -- what else the REST interface shows of it, as JSON, '' is nothing
  PRIMARY KEY (shop_id, kind, number)
);

CREATE TABLE product_terms (
  shop_id VARCHAR(191) NOT NULL,
  product_id VARCHAR(191) NOT NULL,
  kind VARCHAR(191) NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (shop_id, product_id, kind, number)
);
CREATE INDEX product_terms_by_term ON product_terms (shop_id, kind, number);

-- The products that an unfinished snapshot has named so far.
CREATE TABLE snapshot_products (
  shop_id VARCHAR(191) NOT NULL,
  product_id VARCHAR(191) NOT NULL,       -- '' says that something could not be read, so that nothing may be deleted
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (shop_id, product_id)
);

-- The last change of each thing.
CREATE TABLE changes (
  shop_id VARCHAR(191) NOT NULL,
  resource VARCHAR(191) NOT NULL,         -- product, order
  number BIGINT NOT NULL,
  change_number BIGINT NOT NULL,          -- in the order of the changes
  event VARCHAR(191) NOT NULL,            -- created, updated, deleted, restored
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (shop_id, resource, number)
);
CREATE UNIQUE INDEX changes_in_order ON changes (shop_id, change_number);

CREATE TABLE webhooks (
  shop_id VARCHAR(191) NOT NULL,
  number BIGINT NOT NULL,
  platform_id VARCHAR(191) NOT NULL,      -- whose it is: it is told of its own orders only, '' is the shop's own
  name TEXT NOT NULL,
  status VARCHAR(191) NOT NULL,           -- active, paused, disabled
  resource VARCHAR(191) NOT NULL,
  event VARCHAR(191) NOT NULL,
  delivery_url TEXT NOT NULL,
  secret BLOB NOT NULL,                   -- sealed
  failures BIGINT NOT NULL,               -- deliveries in a row that ended in failure
  created_at BIGINT NOT NULL,
  modified_at BIGINT NOT NULL,
  PRIMARY KEY (shop_id, number)
);
CREATE INDEX webhooks_by_topic ON webhooks (shop_id, resource, event);

-- Deliveries that wait in the outbox and are not being made yet: one is enough for any number of changes.
CREATE TABLE announcements (
  shop_id VARCHAR(191) NOT NULL,
  webhook BIGINT NOT NULL,
  number BIGINT NOT NULL,
  delivery_id VARCHAR(191) NOT NULL,
  PRIMARY KEY (shop_id, webhook, number)
);

-- -- rest: who calls --------------------------------------------------------------------------------------------------

-- Nonces of signed requests, for as long as their signatures are good.
CREATE TABLE nonces (
  shop_id VARCHAR(191) NOT NULL,
  consumer_key VARCHAR(191) NOT NULL,
  nonce VARCHAR(191) NOT NULL,
  used_at BIGINT NOT NULL,
  PRIMARY KEY (shop_id, consumer_key, nonce)
);
CREATE INDEX nonces_by_age ON nonces (shop_id, used_at);

-- What only clients of the interface write and read: customers, tax rates, coupons, notes, a test-suite's orders.
CREATE TABLE rest_documents (
  shop_id VARCHAR(191) NOT NULL,
  resource VARCHAR(191) NOT NULL,         -- customer, tax, coupon, review, note, order, refund, setting, ...
  number BIGINT NOT NULL,
  parent BIGINT NOT NULL,                 -- what it belongs to, such as the order of a note, 0 is nothing
  document TEXT NOT NULL,                 -- its members, without id, dates and links
  created_at BIGINT NOT NULL,
  modified_at BIGINT NOT NULL,
  PRIMARY KEY (shop_id, resource, number)
);

-- What lists of products are narrowed and ordered by, as of this moment.
CREATE TABLE product_facets (
  shop_id VARCHAR(191) NOT NULL,
  product_id VARCHAR(191) NOT NULL,
  parent BIGINT NOT NULL,                 -- the number of the product above, 0 is none
  featured BIGINT NOT NULL,
  is_virtual BIGINT NOT NULL,
  is_downloadable BIGINT NOT NULL,
  tax_class VARCHAR(191) NOT NULL,
  stock_status VARCHAR(191) NOT NULL,
  on_sale BIGINT NOT NULL,
  price_min BIGINT,                       -- in millionths, null where no price is known
  price_max BIGINT,
  changes_at BIGINT,                      -- when a sale begins or ends next, so that on_sale and the prices change
  rating BIGINT NOT NULL,                 -- the average, in hundredths
  total_sales BIGINT NOT NULL,
  menu_order BIGINT NOT NULL,
  search TEXT NOT NULL,                   -- name, codes and descriptions in lower case
  PRIMARY KEY (shop_id, product_id)
);
CREATE INDEX product_facets_by_change ON product_facets (shop_id, changes_at);

-- -- orders: what platforms ordered here, and what was ordered here with a card ----------------------------------------

CREATE TABLE orders (
  shop_id VARCHAR(191) NOT NULL,
  order_id VARCHAR(191) NOT NULL,         -- koppel's own
  number BIGINT NOT NULL,                 -- the integer id that the REST interface shows
  platform_id VARCHAR(191) NOT NULL,
  platform_order_id VARCHAR(191),         -- with platform_id the identity of a platform order, null for one of our own
  host_id VARCHAR(191),                   -- the shop's own id, once it has taken the order over
  status VARCHAR(191) NOT NULL,           -- pending, processing, on-hold, completed, cancelled, refunded, failed
  origin VARCHAR(191) NOT NULL,           -- of the amounts per line: given by the platform, or computed
  document TEXT NOT NULL,                 -- the order in its one shape
  split TEXT NOT NULL,                    -- the frozen reply of payment_split
  returned TEXT NOT NULL,                 -- what all returns together took
  content_hash BLOB NOT NULL,             -- of what was bought and paid, tells a repetition from another order
  version BIGINT NOT NULL,                -- counts the changes, a change is made to the version that was read
  created_at BIGINT NOT NULL,
  modified_at BIGINT NOT NULL,
  PRIMARY KEY (shop_id, order_id)
);
CREATE UNIQUE INDEX orders_by_number ON orders (shop_id, number);
CREATE UNIQUE INDEX orders_by_platform ON orders (shop_id, platform_id, platform_order_id);
CREATE INDEX orders_by_host ON orders (shop_id, host_id);
CREATE INDEX orders_by_modified ON orders (shop_id, modified_at);

CREATE TABLE returns (
  shop_id VARCHAR(191) NOT NULL,
  order_id VARCHAR(191) NOT NULL,
  return_id VARCHAR(191) NOT NULL,        -- the host's own, the same return twice is one return
  content_hash BLOB NOT NULL,             -- of what was asked
  refund TEXT NOT NULL,                   -- the reply of refund_compute
  entries TEXT NOT NULL,                  -- the outbox entries that tell the platform, a JSON list of ids
  created_at BIGINT NOT NULL,
  PRIMARY KEY (shop_id, order_id, return_id)
);

-- What orders and returns come to between the shop and its platforms, in the order of booking. Only added to: what is
-- called off is booked again, the other way round.
CREATE TABLE settlements (
  shop_id VARCHAR(191) NOT NULL,
  booking BIGINT NOT NULL,                -- in the order of booking
  platform_id VARCHAR(191) NOT NULL,
  order_id VARCHAR(191) NOT NULL,
  kind VARCHAR(191) NOT NULL,             -- sale, return, called_off
  return_id VARCHAR(191) NOT NULL,        -- of a return the host's own, of what was called off the order's version, else ''
  currency VARCHAR(191) NOT NULL,         -- amounts are in its minor units, less than 0 where they go back
  card_amount BIGINT NOT NULL,            -- paid by vouchers
  other_amount BIGINT NOT NULL,           -- paid by the remainder, such as iDEAL
  platform_amount BIGINT NOT NULL,        -- what of both went through the platform's hands
  vat TEXT NOT NULL,                      -- per rate, a JSON list of [rate, gross, vat], null where unknown
  booked_at BIGINT NOT NULL,
  PRIMARY KEY (shop_id, booking)
);
CREATE UNIQUE INDEX settlements_once ON settlements (shop_id, order_id, kind, return_id);
CREATE INDEX settlements_by_time ON settlements (shop_id, platform_id, booked_at);

-- -- records: what the accounting interface shows ------------------------------------------------------------------------

CREATE TABLE records (
  shop_id VARCHAR(191) NOT NULL,
  kind VARCHAR(191) NOT NULL,             -- sale, receipt, customer, vat_rate, payment_method, category
  record_id VARCHAR(191) NOT NULL,
  number VARCHAR(191),                    -- what people call it
  reference VARCHAR(191),                 -- by which others know it, of a customer the e-mail address in small letters
  place BIGINT NOT NULL,                  -- where it stands in time, never changed, 0 for what has none
  revision BIGINT NOT NULL,               -- counts the changes, from 1
  modified_at BIGINT NOT NULL,
  content_hash BLOB NOT NULL,             -- of the document, tells a repetition from a change
  document TEXT NOT NULL,                 -- as it is shown, without its revision, '' where it must be made of its order
  PRIMARY KEY (shop_id, kind, record_id)
);
CREATE INDEX records_by_place ON records (shop_id, kind, place, record_id);
CREATE INDEX records_by_modified ON records (shop_id, kind, modified_at, record_id);
CREATE INDEX records_by_number ON records (shop_id, kind, number);
CREATE INDEX records_by_reference ON records (shop_id, kind, reference);

-- What a record was before it was changed.
CREATE TABLE record_revisions (
  shop_id VARCHAR(191) NOT NULL,
  kind VARCHAR(191) NOT NULL,
  record_id VARCHAR(191) NOT NULL,
  revision BIGINT NOT NULL,
  modified_at BIGINT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (shop_id, kind, record_id, revision)
);

-- The business days of the till.
CREATE TABLE business_days (
  shop_id VARCHAR(191) NOT NULL,
  business_day VARCHAR(191) NOT NULL,     -- an ISO date
  is_complete BIGINT NOT NULL,
  closed_at BIGINT,
  modified_at BIGINT NOT NULL,
  PRIMARY KEY (shop_id, business_day)
);

-- What each receipt adds to its day.
CREATE TABLE day_amounts (
  shop_id VARCHAR(191) NOT NULL,
  receipt_id VARCHAR(191) NOT NULL,
  position BIGINT NOT NULL,
  business_day VARCHAR(191) NOT NULL,
  measure VARCHAR(191) NOT NULL,          -- total, vat, payment, category, rounding, tip, voucher
  name VARCHAR(191) NOT NULL,             -- which rate, method or category, '' for the others
  gross BIGINT NOT NULL,                  -- minor units
  vat BIGINT NOT NULL,
  PRIMARY KEY (shop_id, receipt_id, position)
);
CREATE INDEX day_amounts_by_day ON day_amounts (shop_id, business_day);
