#!/usr/bin/env bash
# The suites of payment, orders, inbox, mirror and the REST interface once more, on MariaDB and on PostgreSQL.
set -euo pipefail
cd "$(dirname "$0")/.."

# A fresh store takes some hundred milliseconds there: the properties, which need hundreds, run on SQLite only.
properties=(--skip no_interleaving --skip what_was_credited_never --skip every_entry_is_settled --skip after_any_
    --skip balance_and_reserved --skip any_order_of_the_same --skip refunds_by_rest_and_by)
for store in mariadb postgres; do
  echo "$store"
  KOPPEL_TEST_STORE=$store cargo test --quiet --lib -- inbox:: mirror:: ohis:: outbox:: person:: rest:: accounting:: abeta:: oresto:: sources::tests::tokens "${properties[@]}"
done
