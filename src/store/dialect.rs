//! The one SQL that koppel writes, as each database spells it. Pure: text in, text out.
//!
//! What is written once: `?` for parameters, `ON CONFLICT` for upserts, `FOR UPDATE SKIP LOCKED` for claims, and the
//! four types of schema/.

use std::borrow::Cow;
use std::fmt::Write;

/// Which database.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    Sqlite,
    Mariadb,
    Postgres,
}

/// What a row is locked with, where more than one transaction runs at a time.
const LOCKS: [&str; 2] = [" FOR UPDATE SKIP LOCKED", " FOR UPDATE"];

/// Transactions, and texts that compare byte by byte to their last space.
const MARIADB_TABLE: &str = " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin";

impl Dialect {
    /// The statement as this database takes it.
    pub fn statement(self, sql: &str) -> Cow<'_, str> {
        if let "CREATE" | "ALTER" = first_word(sql) {
            return self.definition(sql).into();
        }
        match self {
            // One writer at a time: there is nobody to lock a row against.
            Dialect::Sqlite => {
                let free = LOCKS.iter().find_map(|lock| sql.strip_suffix(lock));
                free.unwrap_or(sql).into()
            }
            Dialect::Mariadb => upsert(sql),
            Dialect::Postgres => numbered(sql).into(),
        }
    }

    /// A table, a column or an index. Texts compare byte by byte in all three.
    fn definition(self, sql: &str) -> String {
        match self {
            Dialect::Sqlite => sql.to_owned(),
            Dialect::Mariadb => {
                let sql = without_comments(sql);
                let options = if sql.starts_with("CREATE TABLE") { MARIADB_TABLE } else { "" };
                let sql = words(&sql, |word| match word {
                    "TEXT" => Some("LONGTEXT"),
                    "BLOB" => Some("LONGBLOB"),
                    _ => None,
                });
                sql + options
            }
            Dialect::Postgres => {
                let sql =
                    without_comments(sql).replace("VARCHAR(191)", "VARCHAR(191) COLLATE \"C\"");
                words(&sql, |word| match word {
                    "TEXT" => Some("TEXT COLLATE \"C\""),
                    "BLOB" => Some("BYTEA"),
                    _ => None,
                })
            }
        }
    }
}

fn first_word(sql: &str) -> &str {
    let line = sql.lines().find(|line| !is_aside(line)).unwrap_or_default();
    line.split_whitespace().next().unwrap_or_default()
}

fn is_aside(line: &str) -> bool {
    line.trim_start().starts_with("--") || line.trim().is_empty()
}

fn without_comments(sql: &str) -> String {
    let lines = sql.lines().map(|line| line.split("--").next().unwrap_or_default().trim_end());
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Each word for which `other` knows another one, replaced.
fn words(sql: &str, other: impl Fn(&str) -> Option<&'static str>) -> String {
    let mut text = String::with_capacity(sql.len() + 64);
    let mut rest = sql;
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    while let Some(start) = rest.find(is_letter) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|letter| !is_letter(letter)).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        text.push_str(before);
        text.push_str(other(word).unwrap_or(word));
        rest = after;
    }
    text.push_str(rest);
    text
}

/// `?` as `$1`, `$2`, ...: but not within quotes.
fn numbered(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len() + 16);
    let (mut number, mut is_quoted) = (0, false);
    for letter in sql.chars() {
        match letter {
            '?' if !is_quoted => {
                number += 1;
                // Writing to a String cannot fail.
                let _ = write!(text, "${number}");
                continue;
            }
            '\'' => is_quoted = !is_quoted,
            _ => {}
        }
        text.push(letter);
    }
    text
}

/// `ON CONFLICT (...) DO UPDATE SET a = excluded.a` as `ON DUPLICATE KEY UPDATE a = VALUES(a)`, and
/// `ON CONFLICT (...) DO NOTHING` as `INSERT IGNORE`.
fn upsert(sql: &str) -> Cow<'_, str> {
    let Some((before, conflict)) = sql.split_once("ON CONFLICT") else { return sql.into() };
    let Some((_, action)) = conflict.split_once(')') else { return sql.into() };
    let Some(set) = action.trim_start().strip_prefix("DO UPDATE SET") else {
        return before.replacen("INSERT INTO", "INSERT IGNORE INTO", 1).into();
    };
    let mut text = format!("{before}ON DUPLICATE KEY UPDATE");
    let mut parts = set.split("excluded.");
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let end = part.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        let (column, after) = part.split_at(end.unwrap_or(part.len()));
        let _ = write!(text, "VALUES({column}){after}");
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_but_not_within_quotes() {
        let sql = "SELECT 1 FROM a WHERE b = ? AND c <> '?' AND d LIKE ? ESCAPE '!'";
        assert_eq!(
            Dialect::Postgres.statement(sql),
            "SELECT 1 FROM a WHERE b = $1 AND c <> '?' AND d LIKE $2 ESCAPE '!'"
        );
        assert_eq!(Dialect::Mariadb.statement(sql), sql);
        assert_eq!(Dialect::Sqlite.statement(sql), sql);
    }

    #[test]
    fn an_upsert_is_spelled_as_the_database_spells_it() {
        let sql = "INSERT INTO a (b, c) VALUES (?, ?)\n ON CONFLICT (b)\n DO UPDATE SET \
                   c = COALESCE(excluded.c, a.c), d = excluded.d";
        assert_eq!(
            Dialect::Mariadb.statement(sql),
            "INSERT INTO a (b, c) VALUES (?, ?)\n ON DUPLICATE KEY UPDATE \
             c = COALESCE(VALUES(c), a.c), d = VALUES(d)"
        );
        let once = "INSERT INTO a (b) VALUES (?) ON CONFLICT (b) DO NOTHING";
        assert_eq!(Dialect::Mariadb.statement(once), "INSERT IGNORE INTO a (b) VALUES (?) ");
        assert_eq!(Dialect::Sqlite.statement(once), once);
    }

    #[test]
    fn rows_are_locked_where_there_is_anybody_to_lock_them_against() {
        let sql = "SELECT a FROM b LIMIT ? FOR UPDATE SKIP LOCKED";
        assert_eq!(Dialect::Sqlite.statement(sql), "SELECT a FROM b LIMIT ?");
        assert_eq!(Dialect::Mariadb.statement(sql), sql);
    }

    #[test]
    fn a_table_has_each_databases_own_types() {
        let sql = "-- A TEXT of words.\nCREATE TABLE a (\n  id VARCHAR(191) NOT NULL, -- TEXT\n  \
                   document TEXT,\n  context BLOB NOT NULL\n)";
        let of = |dialect: Dialect| dialect.statement(sql).replace('\n', "");
        assert_eq!(
            of(Dialect::Mariadb),
            "CREATE TABLE a (  id VARCHAR(191) NOT NULL,  document LONGTEXT,  \
             context LONGBLOB NOT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 \
             COLLATE=utf8mb4_nopad_bin"
        );
        assert_eq!(
            of(Dialect::Postgres),
            "CREATE TABLE a (  id VARCHAR(191) COLLATE \"C\" NOT NULL,  \
             document TEXT COLLATE \"C\",  context BYTEA NOT NULL)"
        );
    }
}
