/* PHP values to the JSON of a request and back. Text passes through untouched. */
#include "php_koppel.h"
#include "ext/json/php_json.h"
#include "zend_smart_str.h"

#define OPTIONS_OUT \
    (PHP_JSON_UNESCAPED_SLASHES | PHP_JSON_UNESCAPED_UNICODE | PHP_JSON_PRESERVE_ZERO_FRACTION)
#define OPTIONS_IN (PHP_JSON_OBJECT_AS_ARRAY | PHP_JSON_BIGINT_AS_STRING)

static void refuse(void) {
    if (EG(exception)) return;
    switch (JSON_G(error_code)) {
    case PHP_JSON_ERROR_UTF8:
        koppel_refuse("json.not_utf8", "A string in the request is not UTF-8.", "");
        break;
    case PHP_JSON_ERROR_DEPTH:
    case PHP_JSON_ERROR_RECURSION:
        koppel_refuse("json.too_deep", "The arrays of the request lie too deep in one another.", "");
        break;
    default:
        koppel_refuse("json.wrong_type",
                      "The request holds a value that JSON does not have, such as NAN or a resource.",
                      "");
    }
}

static zend_string *encode(HashTable *array, int options) {
    smart_str made = {0};
    zval value;
    ZVAL_ARR(&value, array);
    /* For NAN it reports success, with an error and a 0 in the text: an amount would be made of nothing. */
    if (php_json_encode_ex(&made, &value, options, PHP_JSON_PARSER_DEFAULT_DEPTH) == FAILURE ||
        JSON_G(error_code) != PHP_JSON_ERROR_NONE) {
        smart_str_free(&made);
        refuse();
        return NULL;
    }
    return smart_str_extract(&made);
}

zend_string *koppel_encode(HashTable *array, zend_string *text) {
    if (text) return zend_string_copy(text);
    /* PHP cannot tell an empty list from an empty object; a request is an object. */
    if (!array || zend_hash_num_elements(array) == 0) return zend_string_init("{}", 2, 0);
    return encode(array, OPTIONS_OUT);
}

zend_string *koppel_encode_head(HashTable *head) {
    return encode(head, OPTIONS_OUT | PHP_JSON_INVALID_UTF8_SUBSTITUTE);
}

void koppel_decode_text(const char *json, size_t length, zval *value) {
    php_json_decode_ex(value, json, length, OPTIONS_IN, PHP_JSON_PARSER_DEFAULT_DEPTH);
}

void koppel_decode(const koppel_doc *doc, zval *value) {
    koppel_decode_text(koppel_doc_data(doc), koppel_doc_size(doc), value);
}

void koppel_give(koppel_status status, bool as_text, zval *return_value) {
    if (status != KOPPEL_OK) {
        koppel_throw(status);
    } else if (as_text) {
        ZVAL_STRINGL(return_value, koppel_doc_data(KOPPEL_G(reply)), koppel_doc_size(KOPPEL_G(reply)));
    } else {
        koppel_decode(KOPPEL_G(reply), return_value);
    }
    koppel_unpark();
}
