//! bindings/php/koppel.stub.php is generated, committed, and never stale: what IDEs and static analysis read.

use super::declared::{Declared, Field, Method, Type, declared, expect_file, wrapped};
use koppel::error::{Code, Status};

const HEAD: &str = r#"<?php

// What the extension koppel declares, for IDEs and static analysis. Generated from the library's schemas; do not edit.
// An array in gives an array out; a string (JSON) passes through untouched and a string comes back. Amounts are decimal
// strings such as "12.95".

namespace Koppel;

"#;

const FIXED: &str = r#"    /**
     * Opens no connection and reads nothing before the first call.
     *
     * @param CONFIG|string $config
     * @param null|callable(string, array{event: string, facts: array<string, mixed>}): mixed $log
     *        takes what the library tells about its work, after the call it tells of
     * @param 'off'|'error'|'warning'|'info'|'debug' $logLevel
     */
    public function __construct(array|string $config, ?callable $log = null, string $logLevel = "info") {}

    /**
     * Any method, by its name.
     *
     * @param array<string, mixed>|string $request
     * @return ($request is string ? string : array<string, mixed>)
     * @throws Exception
     */
    public function call(string $method, array|string $request = []): array|string {}

    /**
     * Answers a request of a platform: the given one, or the one that PHP is serving.
     *
     * @param null|array{method: string, target: string, scheme: 'http'|'https', remote_address?: string,
     *        headers?: list<array{string, string}>|array<string, string|list<string>>, body?: string} $request
     * @throws Exception
     */
    public function httpRespond(?array $request = null): Reply {}

    /**
     * Answers what a reply of httpRespond asked, and gives the reply to send.
     *
     * @param ANSWER $answer
     * @throws Exception
     */
    public function httpAnswer(array $answer): Reply {}

    /** Closes the client; a second time is harmless. The end of the object does the same. */
    public function close(): void {}
"#;

const TAIL: &str = r#"
/** What to answer. */
final class Reply
{
    /** 0 while the library asks the shop something. */
    public int $status = 0;
    /** @var list<array{string, string}> */
    public array $headers = [];
    /** @var list<'inbox'|'outbox'> what now has something to do: best after the reply was sent */
    public array $wake = [];
    public string $body = "";
    /** @var null|array{ask_id: string, kind: 'login'|'consent', data: array<string, mixed>} what httpAnswer answers */
    public ?array $ask = null;
    /**
     * @var null|array{punchout_id: string, user_id: string, session_id: string, connection_id: string,
     *      abeta_punchout_user: bool, frame_ancestors: list<string>} whom the shop is to log in before it sends this
     */
    public ?array $login = null;

    /** Writes status, headers and body by PHP's own means. */
    public function send(): void {}
}

/** A call that failed. */
class Exception extends \RuntimeException
{
    /** What happened, such as `payment.over_refund`: one of ErrorCode. */
    public function getErrorCode(): string {}
    /** JSON Pointer into the request. */
    public function getPath(): string {}
    /** Whether the same call may be made again without any look-up. */
    public function isRetryable(): bool {}
    /** What to quote to support. */
    public function getReference(): ?string {}
    /** What the caller may do now: one of Status. The same as getCode. */
    public function getStatus(): int {}
    public function getStatusName(): string {}
    /** The error document as the library gave it. */
    public function getDocument(): string {}
}

/**
 * Any method that needs no client, by its name.
 *
 * @param array<string, mixed>|string $request
 * @return ($request is string ? string : array<string, mixed>)
 * @throws Exception
 */
function call(string $method, array|string $request = []): array|string {}
"#;

fn shown(kind: &Type) -> String {
    match kind {
        Type::Named(name) => name.clone(),
        Type::Literal(text) => text.replace('"', "'"),
        Type::Union(kinds) => kinds.iter().map(shown).collect::<Vec<_>>().join("|"),
        Type::List(kind) => format!("list<{}>", shown(kind)),
        Type::Tuple(kinds) => {
            format!("array{{{}}}", kinds.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        Type::Map(kind) => format!("array<string, {}>", shown(kind)),
        Type::Object(fields) => {
            let field = |Field { name, optional, kind, .. }: &Field| {
                format!("{name}{}: {}", if *optional { "?" } else { "" }, shown(kind))
            };
            format!("array{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        Type::Text => "string".into(),
        Type::Number => "int|float".into(),
        Type::Integer => "int".into(),
        Type::Bool => "bool".into(),
        Type::Null => "null".into(),
        Type::Any => "mixed".into(),
    }
}

fn method(Method { name, summary, request, reply, .. }: &Method) -> String {
    let summary = wrapped(summary, "     * ", 118);
    let (request, reply) = (shown(request), shown(reply));
    format!(
        "\n    /**\n{summary}     *\n     * @param {request}|string $request\n     \
         * @return ($request is string ? string : {reply})\n     * @throws Exception\n     */\n    \
         public function {name}(array|string $request = []): array|string {{}}\n"
    )
}

/// A function cannot import the types of a class, so it points to the method. `echo` is a word of the language, which
/// PHP can call as `Koppel\echo` but not declare.
fn function(Method { name, summary, .. }: &Method) -> String {
    format!(
        "\n/**\n{} *\n * @see Client::{name}() for the types\n * @param array<string, mixed>|string $request\n \
         * @return ($request is string ? string : array<string, mixed>)\n * @throws Exception\n */\n\
         function {name}(array|string $request = []): array|string {{}}\n",
        wrapped(summary, " * ", 118)
    )
}

fn constants(class: &str, doc: &str, rows: impl Iterator<Item = (String, String)>) -> String {
    let rows: String =
        rows.map(|(name, value)| format!("    public const {name} = {value};\n")).collect();
    format!("\n/** {doc} */\nabstract class {class}\n{{\n{rows}}}\n")
}

fn stub() -> String {
    let declared: Declared = declared();
    let mut text = format!("{HEAD}/**\n * A client: one shop.\n *\n");
    for (name, (_, kind)) in &declared.types {
        text += &format!(" * @phpstan-type {name} {}\n", shown(kind));
    }
    text += &super::oresto::php();
    text += " */\nfinal class Client\n{\n";
    let answer = declared.methods.iter().find(|method| method.name == "httpAnswer");
    let answer = answer.map(|method| shown(&method.request)).unwrap_or_default();
    text += &FIXED.replace("CONFIG", &shown(&declared.config)).replace("ANSWER", &answer);
    let own = declared.methods.iter().filter(|method| !method.is_http());
    text.extend(own.map(method));
    text += "}\n";
    text += TAIL;
    let pure = declared.methods.iter().filter(|method| method.is_pure && method.name != "echo");
    text.extend(pure.map(function));
    let statuses =
        Status::ALL.iter().map(|status| (status.name().into(), (*status as i32).to_string()));
    text += &constants("Status", "What the caller may do now: see koppel.h.", statuses);
    let upper = |code: &Code| code.as_str().to_uppercase().replace('.', "_");
    let codes = Code::ALL.iter().map(|code| (upper(code), format!("\"{}\"", code.as_str())));
    text += &constants("ErrorCode", "What happened.", codes);
    text
}

#[test]
fn the_stub_of_php_is_that_of_the_schemas() {
    expect_file("bindings/php/koppel.stub.php", &stub());
}
