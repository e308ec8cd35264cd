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
