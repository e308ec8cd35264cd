/* HTTP between PHP's request and the library's head and body, and Koppel\Reply, which sends itself. */
#include "php_koppel.h"
#include "SAPI.h"
#include "zend_smart_str.h"

/* -- The request ------------------------------------------------------------------------------------------------------ */

static void add_header(zval *list, const char *name, size_t length, zval *value) {
    zval pair;
    array_init_size(&pair, 2);
    add_next_index_stringl(&pair, name, length);
    add_next_index_str(&pair, zval_get_string(value));
    add_next_index_zval(list, &pair);
}

/* A map of names to values (or lists of values) as the list of pairs that the library takes; a list is taken as it is. */
static void headers_as_pairs(zval *given, zval *list) {
    zend_string *name;
    zval *value, *one;
    if (Z_TYPE_P(given) != IS_ARRAY || zend_array_is_list(Z_ARRVAL_P(given))) {
        ZVAL_COPY(list, given);
        return;
    }
    array_init(list);
    ZEND_HASH_FOREACH_STR_KEY_VAL(Z_ARRVAL_P(given), name, value) {
        if (!name) continue;
        ZVAL_DEREF(value);
        if (Z_TYPE_P(value) == IS_ARRAY) {
            ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(value), one) {
                add_header(list, ZSTR_VAL(name), ZSTR_LEN(name), one);
            } ZEND_HASH_FOREACH_END();
        } else {
            add_header(list, ZSTR_VAL(name), ZSTR_LEN(name), value);
        }
    } ZEND_HASH_FOREACH_END();
}

bool koppel_read_request(HashTable *request, zend_string **head, zend_string **body) {
    zval *given_body = zend_hash_str_find_deref(request, ZEND_STRL("body"));
    zval *given_headers = zend_hash_str_find_deref(request, ZEND_STRL("headers"));
    HashTable *parts;
    if (given_body && Z_TYPE_P(given_body) != IS_STRING && Z_TYPE_P(given_body) != IS_NULL) {
        koppel_refuse("json.wrong_type", "The body is a string of bytes.", "/body");
        return false;
    }
    parts = zend_array_dup(request);
    zend_hash_str_del(parts, ZEND_STRL("body"));
    if (given_headers) {
        zval list;
        headers_as_pairs(given_headers, &list);
        zend_hash_str_update(parts, ZEND_STRL("headers"), &list);
    }
    *head = koppel_encode_head(parts);
    zend_array_release(parts);
    if (!*head) return false;
    bool has_body = given_body && Z_TYPE_P(given_body) == IS_STRING;
    *body = has_body ? zend_string_copy(Z_STR_P(given_body)) : ZSTR_EMPTY_ALLOC();
    return true;
}

static zval *server_variable(HashTable *server, const char *name) {
    zval *value = zend_hash_str_find_deref(server, name, strlen(name));
    return value && Z_TYPE_P(value) == IS_STRING ? value : NULL;
}

static void copy_variable(zval *request, const char *member, HashTable *server, const char *name) {
    zval *value = server_variable(server, name);
    if (value) add_assoc_str(request, member, zend_string_copy(Z_STR_P(value)));
}

/* HTTP_X_REQUEST_ID is X-REQUEST-ID: the case of a header's name carries no meaning. */
static void headers_of_server(HashTable *server, zval *headers) {
    zend_string *name;
    zval *value;
    array_init(headers);
    ZEND_HASH_FOREACH_STR_KEY_VAL(server, name, value) {
        char header[200];
        if (!name || ZSTR_LEN(name) >= sizeof header || Z_TYPE_P(value) != IS_STRING) continue;
        bool is_content = zend_string_equals_literal(name, "CONTENT_TYPE") ||
                          zend_string_equals_literal(name, "CONTENT_LENGTH");
        bool is_header = ZSTR_LEN(name) > 5 && memcmp(ZSTR_VAL(name), "HTTP_", 5) == 0;
        if (!is_content && !is_header) continue;
        size_t length = 0;
        for (const char *at = ZSTR_VAL(name) + (is_header ? 5 : 0); *at; at++) {
            header[length++] = *at == '_' ? '-' : *at;
        }
        /* The built-in server gives CONTENT_TYPE twice, also as HTTP_CONTENT_TYPE. */
        if (is_header && (zend_string_equals_literal(name, "HTTP_CONTENT_TYPE") ||
                          zend_string_equals_literal(name, "HTTP_CONTENT_LENGTH"))) {
            continue;
        }
        if (is_content && Z_STRLEN_P(value) == 0) continue;
        add_header(headers, header, length, value);
    } ZEND_HASH_FOREACH_END();
}

/* Where a web server keeps Authorization to itself, PHP may still know it under another name. */
static void add_authorization(HashTable *server, zval *headers) {
    zval *value;
    if (server_variable(server, "HTTP_AUTHORIZATION")) return;
    if ((value = server_variable(server, "REDIRECT_HTTP_AUTHORIZATION"))) {
        add_header(headers, ZEND_STRL("AUTHORIZATION"), value);
        return;
    }
    zval *user = server_variable(server, "PHP_AUTH_USER");
    zval *password = server_variable(server, "PHP_AUTH_PW");
    if (!user || !password) return;
    zend_string *both = strpprintf(0, "%s:%s", Z_STRVAL_P(user), Z_STRVAL_P(password));
    zval function, argument, encoded;
    ZVAL_STRING(&function, "base64_encode");
    ZVAL_STR(&argument, both);
    ZVAL_UNDEF(&encoded);
    if (call_user_function(NULL, NULL, &function, &encoded, 1, &argument) == SUCCESS) {
        zval basic;
        ZVAL_STR(&basic, strpprintf(0, "Basic %s", Z_STRVAL(encoded)));
        add_header(headers, ZEND_STRL("AUTHORIZATION"), &basic);
        zval_ptr_dtor(&basic);
    }
    zval_ptr_dtor(&encoded);
    zval_ptr_dtor(&function);
    zend_string_release(both);
}

static zend_string *body_of_request(void) {
    php_stream *input =
        php_stream_open_wrapper("php://input", "rb", 0, NULL);
    if (!input) return ZSTR_EMPTY_ALLOC();
    zend_string *body = php_stream_copy_to_mem(input, PHP_STREAM_COPY_ALL, 0);
    php_stream_close(input);
    return body ? body : ZSTR_EMPTY_ALLOC();
}

bool koppel_current_request(zval *request) {
    zend_is_auto_global_str(ZEND_STRL("_SERVER"));
    zval *variables = zend_hash_str_find_deref(&EG(symbol_table), ZEND_STRL("_SERVER"));
    if (!variables || Z_TYPE_P(variables) != IS_ARRAY ||
        !server_variable(Z_ARRVAL_P(variables), "REQUEST_METHOD")) {
        koppel_refuse("call.pointer",
                      "PHP is serving no request here; give httpRespond the request.", "");
        return false;
    }
    HashTable *server = Z_ARRVAL_P(variables);
    zval headers, *https = server_variable(server, "HTTPS");
    bool is_secure = https && Z_STRLEN_P(https) > 0 && strcasecmp(Z_STRVAL_P(https), "off") != 0;
    array_init(request);
    copy_variable(request, "method", server, "REQUEST_METHOD");
    copy_variable(request, "target", server, "REQUEST_URI");
    copy_variable(request, "remote_address", server, "REMOTE_ADDR");
    add_assoc_string(request, "scheme", is_secure ? "https" : "http");
    headers_of_server(server, &headers);
    add_authorization(server, &headers);
    add_assoc_zval(request, "headers", &headers);
    add_assoc_str(request, "body", body_of_request());
    return true;
}

/* -- The reply ---------------------------------------------------------------------------------------------------------- */

void koppel_make_reply(zval *reply) {
    static const char *const MEMBERS[] = {"status", "headers", "wake", "ask", "login"};
    zval head;
    object_init_ex(reply, koppel_reply_class);
    koppel_decode(KOPPEL_G(reply), &head);
    for (size_t nth = 0; nth < sizeof MEMBERS / sizeof *MEMBERS; nth++) {
        const char *name = MEMBERS[nth];
        zval *value = Z_TYPE(head) == IS_ARRAY
                          ? zend_hash_str_find(Z_ARRVAL(head), name, strlen(name))
                          : NULL;
        if (value && Z_TYPE_P(value) != IS_NULL) {
            zend_update_property(koppel_reply_class, Z_OBJ_P(reply), name, strlen(name), value);
        }
    }
    zval_ptr_dtor(&head);
    if (KOPPEL_G(body)) {
        zend_update_property_stringl(koppel_reply_class, Z_OBJ_P(reply), ZEND_STRL("body"),
                                     koppel_doc_data(KOPPEL_G(body)),
                                     koppel_doc_size(KOPPEL_G(body)));
    }
}

static zval *property(zval *object, const char *name, zval *held) {
    zval *value = zend_read_property(koppel_reply_class, Z_OBJ_P(object), name, strlen(name), 1, held);
    ZVAL_DEREF(value);
    return value;
}

/* Whether this name stands earlier in the list: the first of a name replaces what PHP had, the others join it. */
static bool is_repeated(HashTable *headers, zend_ulong place, const zend_string *name) {
    zend_ulong nth = 0;
    zval *pair, *other;
    ZEND_HASH_FOREACH_VAL(headers, pair) {
        if (nth++ >= place) break;
        if (Z_TYPE_P(pair) != IS_ARRAY) continue;
        other = zend_hash_index_find(Z_ARRVAL_P(pair), 0);
        if (other && Z_TYPE_P(other) == IS_STRING && zend_string_equals_ci(Z_STR_P(other), name)) {
            return true;
        }
    } ZEND_HASH_FOREACH_END();
    return false;
}

static void send_header(HashTable *headers, zend_ulong place, HashTable *pair) {
    zval *name = zend_hash_index_find_deref(pair, 0);
    zval *value = zend_hash_index_find_deref(pair, 1);
    if (!name || !value || Z_TYPE_P(name) != IS_STRING) return;
    zend_string *text = zval_get_string(value);
    sapi_header_line line = {0};
    zend_string *both = strpprintf(0, "%s: %s", Z_STRVAL_P(name), ZSTR_VAL(text));
    bool joins = is_repeated(headers, place, Z_STR_P(name));
    line.line = ZSTR_VAL(both);
    line.line_len = ZSTR_LEN(both);
    sapi_header_op(joins ? SAPI_HEADER_ADD : SAPI_HEADER_REPLACE, &line);
    zend_string_release(both);
    zend_string_release(text);
}

ZEND_METHOD(Koppel_Reply, send) {
    zval held, *headers, *body, *pair;
    zend_ulong place = 0;
    ZEND_PARSE_PARAMETERS_NONE();
    zend_long status = zval_get_long(property(ZEND_THIS, "status", &held));
    if (status == 0) {
        koppel_refuse("call.pointer",
                      "This reply asks the shop something; give its answer to httpAnswer first.",
                      "/ask");
        return;
    }
    headers = property(ZEND_THIS, "headers", &held);
    if (Z_TYPE_P(headers) == IS_ARRAY) {
        ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(headers), pair) {
            ZVAL_DEREF(pair);
            if (Z_TYPE_P(pair) == IS_ARRAY) {
                send_header(Z_ARRVAL_P(headers), place, Z_ARRVAL_P(pair));
            }
            place++;
        } ZEND_HASH_FOREACH_END();
    }
    /* After the headers: a Location would make PHP say 302. */
    sapi_header_op(SAPI_HEADER_SET_STATUS, (void *)status);
    body = property(ZEND_THIS, "body", &held);
    if (Z_TYPE_P(body) == IS_STRING) PHPWRITE(Z_STRVAL_P(body), Z_STRLEN_P(body));
}
