-- Schema 2: what has come since schema 1. One section for each part of koppel, in the words of 1.sql.
--
-- It expands and takes nothing away: a koppel that knows schema 1 works on. A new table is CREATE TABLE, a new column
-- ALTER TABLE ... ADD COLUMN with a DEFAULT or NULL, one column to a statement.

-- -- outbox ----------------------------------------------------------------------------------------------------------

-- Which platforms are left alone for a while. No row: nothing is held back.
CREATE TABLE breakers (
  shop_id VARCHAR(191) NOT NULL,
  platform_id VARCHAR(191) NOT NULL,
  failures BIGINT NOT NULL,               -- calls that failed since one was answered
  open_until BIGINT,                      -- until then nothing is sent, then one entry is tried, null: all is sent
  PRIMARY KEY (shop_id, platform_id)
);

-- The claims of one platform in their order.
CREATE INDEX outbox_by_platform ON outbox (shop_id, platform_id, state, due_at, entry_id);

-- What a shop has asked for within a transaction of its own, until a drain carries it out.
CREATE TABLE requests (
  shop_id VARCHAR(191) NOT NULL,
  request_key VARCHAR(191) NOT NULL,      -- of the method and all that is asked, the same request twice is one
  method VARCHAR(191) NOT NULL,
  content TEXT NOT NULL,                  -- what the method takes
  due_at BIGINT NOT NULL,                 -- when it may be tried
  attempts BIGINT NOT NULL,               -- how often it was refused
  failure TEXT NOT NULL,                  -- why it was refused last
  created_at BIGINT NOT NULL,
  PRIMARY KEY (shop_id, request_key)
);
CREATE INDEX requests_by_age ON requests (shop_id, created_at);

-- -- inbox -----------------------------------------------------------------------------------------------------------

CREATE INDEX inbox_by_lease ON inbox (shop_id, state, leased_until);

-- -- retention -------------------------------------------------------------------------------------------------------

-- How far taking personal data away has come in what is gone through in the order of its changes.
CREATE TABLE retention (
  shop_id VARCHAR(191) NOT NULL,
  kind VARCHAR(191) NOT NULL,
  reached_at BIGINT NOT NULL,
  reached_id VARCHAR(191) NOT NULL,
  PRIMARY KEY (shop_id, kind)
);

-- -- mirror ----------------------------------------------------------------------------------------------------------

-- What else the REST interface shows of a term, as JSON, '' is nothing.
ALTER TABLE terms ADD COLUMN details TEXT NOT NULL DEFAULT ('');

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
  number BIGINT NOT NULL,                 -- as the product has them, so that a list is made of this table alone
  created_at BIGINT NOT NULL,
  modified_at BIGINT NOT NULL,
  is_listed BIGINT NOT NULL,              -- it is in the list of all, and not in the trash
  search TEXT NOT NULL,                   -- name, codes and descriptions in lower case
  shown TEXT NOT NULL,                    -- its document, ready but for dates, address and links
  PRIMARY KEY (shop_id, product_id)
);
CREATE UNIQUE INDEX product_facets_by_number ON product_facets (shop_id, number);
CREATE INDEX product_facets_by_place ON product_facets (shop_id, is_listed, created_at, number);
CREATE INDEX product_facets_by_change ON product_facets (shop_id, changes_at);

-- The list of all products, the oldest first, in segments: so any page of it is found without counting through it.
CREATE TABLE product_segments (
  shop_id VARCHAR(191) NOT NULL,
  level BIGINT NOT NULL,                  -- 0, or 1: a longer one that holds whole segments of level 0
  created_at BIGINT NOT NULL,             -- of the first product that the segment may hold
  number BIGINT NOT NULL,                 -- and its number
  products BIGINT NOT NULL,               -- how many it holds
  PRIMARY KEY (shop_id, level, created_at, number)
);

-- Those of the products that are there: a change that lay in the past has them read anew by the next list.
INSERT INTO product_facets (shop_id, product_id, parent, featured, is_virtual, is_downloadable,
    tax_class, stock_status, on_sale, changes_at, rating, total_sales, menu_order, number,
    created_at, modified_at, is_listed, search, shown)
  SELECT shop_id, product_id, 0, 0, 0, 0, '', '', 0, 0, 0, 0, 0, number, created_at, modified_at, 0, '', ''
  FROM products WHERE is_deleted = 0
  ON CONFLICT (shop_id, product_id) DO NOTHING;

-- The last delivery that failed, in words, '' is none, and the secret before this one, sealed, with the time until
-- which it signs as well.
ALTER TABLE webhooks ADD COLUMN failure TEXT NOT NULL DEFAULT ('');
ALTER TABLE webhooks ADD COLUMN former_secret BLOB;
ALTER TABLE webhooks ADD COLUMN former_until BIGINT;

-- -- settlements -----------------------------------------------------------------------------------------------------

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

-- Orders from before there were records are sales as well: what they say is made of the order.
INSERT INTO records (shop_id, kind, record_id, reference, place, revision, modified_at, content_hash, document)
  SELECT shop_id, 'sale', order_id, platform_order_id, created_at, 1, modified_at, content_hash, '' FROM orders;

-- How much each caller has asked in the window of time it is in.
CREATE TABLE quotas (
  shop_id VARCHAR(191) NOT NULL,
  caller VARCHAR(191) NOT NULL,
  window_start BIGINT NOT NULL,
  used BIGINT NOT NULL,
  PRIMARY KEY (shop_id, caller)
);
CREATE INDEX quotas_by_window ON quotas (shop_id, window_start);

-- What was given to programs, as hashes: codes, access and refresh tokens, and answered consent pages.
CREATE TABLE oauth_tokens (
  shop_id VARCHAR(191) NOT NULL,
  token_hash VARCHAR(191) NOT NULL,       -- sha2-256, hexadecimal
  kind VARCHAR(191) NOT NULL,             -- consent, code, access, refresh
  family_id VARCHAR(191) NOT NULL,        -- all that came of one consent, revoked together
  client_id VARCHAR(191) NOT NULL,
  user_id VARCHAR(191) NOT NULL,          -- who agreed, '' where the client acts for itself
  scopes TEXT NOT NULL,
  redirect_uri TEXT NOT NULL,             -- of a code
  challenge VARCHAR(191) NOT NULL,        -- of a code, S256
  expires_at BIGINT NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (shop_id, token_hash)
);
CREATE INDEX oauth_tokens_by_family ON oauth_tokens (shop_id, family_id);
CREATE INDEX oauth_tokens_by_expiry ON oauth_tokens (shop_id, expires_at);

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

-- Amounts held on cards at the shop's own checkout. Every hold ends: captured or released. Of a card's number only a
-- keyed hash and the last four digits are kept.
CREATE TABLE card_holds (
  shop_id VARCHAR(191) NOT NULL,
  hold_id VARCHAR(191) NOT NULL,          -- the key by which the platform knows the call too
  platform_id VARCHAR(191) NOT NULL,
  order_id VARCHAR(191) NOT NULL,         -- the shop's own, which may not be an order yet
  card_id VARCHAR(191) NOT NULL,
  attempt BIGINT NOT NULL,                -- the same card may be held again for the same order after it was released
  currency VARCHAR(191) NOT NULL,
  amount BIGINT NOT NULL,                 -- minor units
  state VARCHAR(191) NOT NULL,            -- asked, held, refused, capturing, captured, releasing, released
  platform_hold_id VARCHAR(191) NOT NULL, -- the platform's own id of it, '' is none
  balance_after BIGINT,
  captured_amount BIGINT,
  expires_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  modified_at BIGINT NOT NULL,
  PRIMARY KEY (shop_id, hold_id)
);
CREATE UNIQUE INDEX card_holds_by_card ON card_holds (shop_id, order_id, card_id, attempt);
CREATE INDEX card_holds_by_expiry ON card_holds (shop_id, state, expires_at);

-- -- abeta: buyers who come in from their purchasing system ----------------------------------------------------------

CREATE TABLE punchouts (
  shop_id VARCHAR(191) NOT NULL,
  punchout_id VARCHAR(191) NOT NULL,
  connection_id VARCHAR(191) NOT NULL,
  session_id TEXT NOT NULL,               -- the purchasing system's own
  user_id VARCHAR(191) NOT NULL,          -- the shop's own
  return_url BLOB NOT NULL,               -- sealed
  link_hash VARCHAR(191) NOT NULL,        -- of the one-time URL's token, which itself is kept nowhere
  link_until BIGINT NOT NULL,
  opened_at BIGINT,                       -- when the one-time URL was used, null until then
  expires_at BIGINT NOT NULL,             -- after this no cart is returned
  state VARCHAR(191) NOT NULL,            -- of the cart: none, returning, returned, refused, unknown
  claimed_until BIGINT NOT NULL,          -- while returning: when that has certainly ended
  cart_id VARCHAR(191) NOT NULL,          -- the last that was sent
  cart_hash BLOB,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (shop_id, punchout_id)
);
CREATE UNIQUE INDEX punchouts_by_link ON punchouts (shop_id, link_hash);
CREATE INDEX punchouts_by_cart ON punchouts (shop_id, connection_id, cart_id);
CREATE INDEX punchouts_by_age ON punchouts (shop_id, created_at);

-- Logins in a row that were not accepted, so that nobody tries many passwords.
CREATE TABLE login_attempts (
  shop_id VARCHAR(191) NOT NULL,
  connection_id VARCHAR(191) NOT NULL,
  username_hash VARCHAR(191) NOT NULL,
  failures BIGINT NOT NULL,
  failed_at BIGINT NOT NULL,
  PRIMARY KEY (shop_id, connection_id, username_hash)
);
CREATE INDEX login_attempts_by_age ON login_attempts (shop_id, failed_at);

-- Purchase orders that came in, by what identifies them: the same one twice is one.
CREATE TABLE purchase_orders (
  shop_id VARCHAR(191) NOT NULL,
  order_key VARCHAR(191) NOT NULL,
  content_hash BLOB NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (shop_id, order_key)
);

-- -- oresto: what was fetched from the wholesale webshop, and how far its flows have come -------------------------------

-- Tables that change seldom, kept for a day.
CREATE TABLE oresto_lookups (
  shop_id VARCHAR(191) NOT NULL,
  operation VARCHAR(191) NOT NULL,
  content TEXT NOT NULL,                  -- the data as it came
  fetched_at BIGINT NOT NULL,
  PRIMARY KEY (shop_id, operation)
);

-- What the flows are to do. A row is gone when it is done.
CREATE TABLE oresto_jobs (
  shop_id VARCHAR(191) NOT NULL,
  flow VARCHAR(191) NOT NULL,
  job_id VARCHAR(191) NOT NULL,           -- what it is about: a client, an article, an order
  position BIGINT NOT NULL,               -- they are taken in this order
  content TEXT NOT NULL,                  -- what is to be done
  version BIGINT NOT NULL,                -- counts the contents: what was given anew meanwhile is not done yet
  step VARCHAR(191) NOT NULL,             -- how far it has come, by a word of its flow
  notes TEXT NOT NULL,                    -- what its steps must not forget
  in_doubt BIGINT NOT NULL,               -- 1: a call that must not be made twice may have been made
  state VARCHAR(191) NOT NULL,            -- waiting, failed
  detail TEXT NOT NULL,                   -- why it failed or waits
  attempts BIGINT NOT NULL,
  lease BIGINT NOT NULL,                  -- counts how often it was taken, only the last one stores
  due_at BIGINT NOT NULL,                 -- when it may be taken, while it is taken when the lease ends, or when it failed
  PRIMARY KEY (shop_id, flow, job_id)
);
CREATE INDEX oresto_jobs_in_order ON oresto_jobs (shop_id, flow, state, position);

-- What the webshop has of the shop's products, as far as it was sent.
CREATE TABLE oresto_articles (
  shop_id VARCHAR(191) NOT NULL,
  article_number VARCHAR(191) NOT NULL,
  product_number BIGINT NOT NULL,         -- of the product in the mirror, 0 where it is not known
  form VARCHAR(191) NOT NULL,             -- own, linked
  content_hash BLOB NOT NULL,             -- of what was sent last, without the sales data
  sales_hash BLOB NOT NULL,
  PRIMARY KEY (shop_id, article_number)
);
CREATE INDEX oresto_articles_by_product ON oresto_articles (shop_id, product_number);

-- Up to which change of the mirror there are jobs.
CREATE TABLE oresto_positions (
  shop_id VARCHAR(191) NOT NULL,
  change_number BIGINT NOT NULL,
  PRIMARY KEY (shop_id)
);

-- -- mirror: what a feed may pass over, and what of a product changed -------------------------------------------------

-- Its stock is the product's, and all variants that share it take of it.
ALTER TABLE variants ADD COLUMN is_shared BIGINT NOT NULL DEFAULT 0;

-- The change_number of the last change of a product's content, of its prices, of its stock.
ALTER TABLE changes ADD COLUMN content_change BIGINT NOT NULL DEFAULT 0;
ALTER TABLE changes ADD COLUMN price_change BIGINT NOT NULL DEFAULT 0;
ALTER TABLE changes ADD COLUMN stock_change BIGINT NOT NULL DEFAULT 0;

-- What is held of each product as a small hash, 256 to a row: tells a feed what it need not look at.
CREATE TABLE product_pages (
  shop_id VARCHAR(191) NOT NULL,
  page BIGINT NOT NULL,                   -- the product's number / 256
  entries BLOB NOT NULL,                  -- for each product its place in the page, and hashes of its id and of itself
  PRIMARY KEY (shop_id, page)
);

-- The numbers of the products that an unfinished snapshot has named so far, a bit for each. Schema 1 kept their ids in
-- snapshot_products, which is no longer written.
CREATE TABLE snapshot_pages (
  shop_id VARCHAR(191) NOT NULL,
  page BIGINT NOT NULL,                   -- the number / 4096, -1 says that nothing may be deleted
  named BLOB NOT NULL,
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (shop_id, page)
);

-- Documents of a feed that wait for others of it, where they are too many for memory. Gone when the feed ends.
CREATE TABLE waiting_documents (
  shop_id VARCHAR(191) NOT NULL,
  feed BIGINT NOT NULL,                   -- by chance
  role BIGINT NOT NULL,                   -- 0 a product, for its variants, 1 one of a group, 2 a variant, for its product
  place BIGINT NOT NULL,                  -- in the order in which they came
  id_hash BIGINT NOT NULL,                -- of a variant
  owner_hash BIGINT NOT NULL,             -- of the product or the group that it names
  document_id BLOB NOT NULL,
  owner_id BLOB NOT NULL,
  form BIGINT NOT NULL,
  position BIGINT NOT NULL,
  is_listed BIGINT NOT NULL,
  document TEXT NOT NULL,
  kept_at BIGINT NOT NULL,
  PRIMARY KEY (shop_id, feed, role, place)
);
CREATE INDEX waiting_documents_by_id ON waiting_documents (shop_id, feed, role, id_hash);
CREATE INDEX waiting_documents_by_owner ON waiting_documents (shop_id, feed, role, owner_hash);
CREATE INDEX waiting_documents_by_age ON waiting_documents (shop_id, kept_at);

-- -- sources: hosted shops that are read over their interface ----------------------------------------------------------

-- By what the shop names the variant's stock, '' where that is its id.
ALTER TABLE variants ADD COLUMN inventory_id VARCHAR(191) NOT NULL DEFAULT '';
CREATE INDEX variants_by_inventory ON variants (shop_id, inventory_id);
CREATE INDEX variants_by_id ON variants (shop_id, variant_id);

-- How far the reading of each shop has come.
CREATE TABLE source_pulls (
  shop_id VARCHAR(191) NOT NULL,
  source VARCHAR(191) NOT NULL,
  turn BIGINT NOT NULL,                   -- counts what was stored, only who read the last one stores the next
  run BIGINT NOT NULL,                    -- counts the runs
  step VARCHAR(191) NOT NULL,             -- tables, traces, list, gone, marked, done
  mode VARCHAR(191) NOT NULL,             -- complete, since
  since_at BIGINT NOT NULL,               -- from when on changes are asked for
  place TEXT NOT NULL,                    -- where the step goes on, as JSON
  began_at BIGINT NOT NULL,               -- when the run began
  reached_at BIGINT,                      -- up to when changes are known, null: no run has come to its end
  cursors TEXT NOT NULL,                  -- how far lists that know no time were read, as JSON
  free_at BIGINT NOT NULL,                -- before this the shop wants no call
  PRIMARY KEY (shop_id, source)
);

-- The products that a shop's lists have named, by their numbers, a bit for each.
CREATE TABLE source_products (
  shop_id VARCHAR(191) NOT NULL,
  source VARCHAR(191) NOT NULL,
  page BIGINT NOT NULL,                   -- the number / 4096
  known BLOB NOT NULL,                    -- it is the shop's
  seen BLOB NOT NULL,                     -- this run has named it
  PRIMARY KEY (shop_id, source, page)
);

-- What a shop has given notice of, until it was asked for.
CREATE TABLE source_marks (
  shop_id VARCHAR(191) NOT NULL,
  source VARCHAR(191) NOT NULL,
  about VARCHAR(191) NOT NULL,            -- product, inventory, order
  name VARCHAR(191) NOT NULL,
  version BIGINT NOT NULL,                -- counts the notices: one that came while it was asked for stays
  due_at BIGINT NOT NULL,
  PRIMARY KEY (shop_id, source, about, name)
);
CREATE INDEX source_marks_in_order ON source_marks (shop_id, source, due_at);

-- Documents that are given again with others: tables of labels, rows of stock, variants of a group.
CREATE TABLE source_documents (
  shop_id VARCHAR(191) NOT NULL,
  source VARCHAR(191) NOT NULL,
  kind VARCHAR(191) NOT NULL,             -- table, row, part
  document_id VARCHAR(191) NOT NULL,
  owner_id VARCHAR(191) NOT NULL,         -- the product of a row, the group of a part, '' is none
  run BIGINT NOT NULL,                    -- that named it last
  document TEXT NOT NULL,
  PRIMARY KEY (shop_id, source, kind, document_id)
);
CREATE INDEX source_documents_by_owner ON source_documents (shop_id, source, kind, owner_id);

-- Access to hosted shops that ends and is renewed.
CREATE TABLE source_tokens (
  shop_id VARCHAR(191) NOT NULL,
  source VARCHAR(191) NOT NULL,
  generation BIGINT NOT NULL,             -- counts the renewals, only who renewed the last one stores the next
  renewing_until BIGINT NOT NULL,         -- until then one process renews it and nobody else
  sealed BLOB NOT NULL,                   -- the token and what renews it, empty: it was never renewed
  PRIMARY KEY (shop_id, source)
);
