/* What Koppel\Exception holds, and the constants of Koppel\Status and Koppel\ErrorCode, which the library itself lists. */
#include "php_koppel.h"
#include "zend_exceptions.h"

static void set_text(zend_object *exception, const char *name, const char *text, size_t length) {
    zend_update_property_stringl(koppel_exception_class, exception, name, strlen(name), text, length);
}

/* The text at `pointer` of the parked reply as a property; nothing there leaves the default. */
static void set_from(zend_object *exception, const char *name, const char *pointer) {
    const char *text;
    size_t length;
    if (koppel_doc_text(KOPPEL_G(reply), pointer, &text, &length) == KOPPEL_OK) {
        set_text(exception, name, text, length);
    }
}

static zend_object *made(koppel_status status) {
    zval value;
    object_init_ex(&value, koppel_exception_class);
    zend_update_property_long(koppel_exception_class, Z_OBJ(value), ZEND_STRL("code"), status);
    return Z_OBJ(value);
}

void koppel_throw(koppel_status status) {
    zend_object *exception = made(status);
    const char *text;
    set_from(exception, "message", "/error/message");
    set_from(exception, "errorCode", "/error/code");
    set_from(exception, "path", "/error/path");
    set_from(exception, "reference", "/error/reference");
    bool retryable =
        koppel_doc_text(KOPPEL_G(reply), "/error/retryable", &text, NULL) == KOPPEL_OK &&
        *text == 't';
    zend_update_property_bool(koppel_exception_class, exception, ZEND_STRL("retryable"), retryable);
    if (KOPPEL_G(reply)) {
        set_text(exception, "document", koppel_doc_data(KOPPEL_G(reply)),
                 koppel_doc_size(KOPPEL_G(reply)));
    }
    zend_throw_exception_internal(exception);
}

void koppel_refuse(const char *code, const char *message, const char *path) {
    zend_object *exception = made(KOPPEL_INVALID);
    zend_string *document =
        strpprintf(0,
                   "{\"error\":{\"code\":\"%s\",\"message\":\"%s\",\"path\":\"%s\","
                   "\"retryable\":false}}",
                   code, message, path);
    set_text(exception, "message", message, strlen(message));
    set_text(exception, "errorCode", code, strlen(code));
    set_text(exception, "path", path, strlen(path));
    set_text(exception, "document", ZSTR_VAL(document), ZSTR_LEN(document));
    zend_string_release(document);
    zend_throw_exception_internal(exception);
}

/* All getters are one: each gives back the property it is named after. */
static void give(zval *object, const char *name, zval *return_value) {
    zval held;
    zval *value =
        zend_read_property(koppel_exception_class, Z_OBJ_P(object), name, strlen(name), true, &held);
    RETURN_COPY_DEREF(value);
}

#define GETTER(function, property)                                                                 \
    ZEND_METHOD(Koppel_Exception, function) {                                               \
        ZEND_PARSE_PARAMETERS_NONE();                                                              \
        give(ZEND_THIS, property, return_value);                                                   \
    }
GETTER(getErrorCode, "errorCode")
GETTER(getPath, "path")
GETTER(isRetryable, "retryable")
GETTER(getReference, "reference")
GETTER(getStatus, "code")
GETTER(getDocument, "document")

ZEND_METHOD(Koppel_Exception, getStatusName) {
    ZEND_PARSE_PARAMETERS_NONE();
    zval held;
    zval *code = zend_read_property(koppel_exception_class, Z_OBJ_P(ZEND_THIS), ZEND_STRL("code"), true, &held);
    RETURN_STRING(koppel_status_name((koppel_status)zval_get_long(code)));
}

/* KOPPEL_REJECTED is Koppel\Status::REJECTED: every number that the library has a name for. */
static void register_statuses(void) {
    zend_class_entry entry;
    INIT_NS_CLASS_ENTRY(entry, "Koppel", "Status", NULL);
    zend_class_entry *statuses = zend_register_internal_class(&entry);
    statuses->ce_flags |= ZEND_ACC_EXPLICIT_ABSTRACT_CLASS;
    for (koppel_status status = KOPPEL_OK;; status--) {
        const char *name = koppel_status_name(status);
        if (strcmp(name, "UNKNOWN_STATUS") == 0) return;
        zend_declare_class_constant_long(statuses, name, strlen(name), status);
    }
}

/* "payment.over_refund" is Koppel\ErrorCode::PAYMENT_OVER_REFUND. */
static void register_error_codes(koppel_doc *known) {
    zend_class_entry entry;
    INIT_NS_CLASS_ENTRY(entry, "Koppel", "ErrorCode", NULL);
    zend_class_entry *codes = zend_register_internal_class(&entry);
    codes->ce_flags |= ZEND_ACC_EXPLICIT_ABSTRACT_CLASS;
    size_t count = 0;
    koppel_doc_count(known, "/error_codes", &count);
    for (size_t nth = 0; nth < count; nth++) {
        char pointer[40], name[80];
        const char *code;
        size_t length;
        snprintf(pointer, sizeof pointer, "/error_codes/%zu", nth);
        if (koppel_doc_text(known, pointer, &code, &length) != KOPPEL_OK) continue;
        if (length >= sizeof name) continue;
        for (size_t at = 0; at <= length; at++) {
            name[at] = code[at] == '.' ? '_' : (char)toupper((unsigned char)code[at]);
        }
        zend_declare_class_constant_stringl(codes, name, length, code, length);
    }
}

void koppel_register_words(koppel_doc *known) {
    register_statuses();
    register_error_codes(known);
}
