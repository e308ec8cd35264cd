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

-- -- inbox: what the outside sent and the shop has not yet taken over --------------------------------------------------

CREATE TABLE inbox (
  shop_id VARCHAR(191) NOT NULL,
  entry_id BIGINT NOT NULL,               -- in the order of arrival
  entry_key VARCHAR(191) NOT NULL,        -- what the host keeps UNIQUE beside what it makes of it
  kind VARCHAR(191) NOT NULL,             -- order, order_update, refund, product_proposal, ...
  platform_id VARCHAR(191) NOT NULL,
  reference VARCHAR(191) NOT NULL,        -- entries with one reference are handed out one after the other, '' is none
  content TEXT NOT NULL,                  -- what inbox_next shows
  state VARCHAR(191) NOT NULL,            -- waiting, settled
  leased_until BIGINT NOT NULL,
  lease BIGINT NOT NULL,                  -- counts how often it was handed out, only the last may settle
  created_at BIGINT NOT NULL,
  settled_at BIGINT,
  PRIMARY KEY (shop_id, entry_id)
);
CREATE UNIQUE INDEX inbox_by_key ON inbox (shop_id, entry_key);
CREATE INDEX inbox_by_state ON inbox (shop_id, state, entry_id);
CREATE INDEX inbox_by_reference ON inbox (shop_id, reference, entry_id);

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
  parent BIGINT NOT NULL,                 -- the attribute of an attribute's value, else 0
  name TEXT NOT NULL,
  slug TEXT NOT NULL,
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
