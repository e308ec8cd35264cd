/* The module: its life, and the functions that need no client. No client is ever opened here: PHP forks after MINIT. */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "php_koppel.h"
#include "ext/standard/info.h"

ZEND_DECLARE_MODULE_GLOBALS(koppel)

#if defined(ZTS) && defined(COMPILE_DL_KOPPEL)
ZEND_TSRMLS_CACHE_DEFINE()
#endif

void koppel_unpark(void) {
    koppel_doc_free(KOPPEL_G(reply));
    koppel_doc_free(KOPPEL_G(body));
    KOPPEL_G(reply) = KOPPEL_G(body) = NULL;
}

/* -- The functions are those that the library lists ---------------------------------------------------------------- */

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_MASK_EX(arginfo_method, 0, 0, MAY_BE_ARRAY | MAY_BE_STRING)
    ZEND_ARG_TYPE_MASK(0, request, MAY_BE_ARRAY | MAY_BE_STRING, "[]")
ZEND_END_ARG_INFO()

size_t koppel_method_of(const zend_string *function, char *method, size_t size) {
    const char *name = ZSTR_VAL(function);
    const char *behind_namespace = strrchr(name, '\\');
    size_t length = 0;
    for (name = behind_namespace ? behind_namespace + 1 : name; *name; name++) {
        if (length + 2 > size) return 0;
        if (isupper((unsigned char)*name)) method[length++] = '_';
        method[length++] = (char)tolower((unsigned char)*name);
    }
    return length;
}

/* `payment_split` as `paymentSplit`, behind `prefix`; interned, for it names a function as long as PHP runs. */
static const char *function_of(const char *method, const char *prefix) {
    char name[120];
    size_t length = strlen(prefix);
    if (length + strlen(method) >= sizeof name) return NULL;
    memcpy(name, prefix, length);
    for (; *method; method++) {
        bool starts_word = *method == '_' && method[1];
        if (starts_word) method++;
        name[length++] = starts_word ? (char)toupper((unsigned char)*method) : *method;
    }
    return ZSTR_VAL(zend_string_init_interned(name, length, 1));
}

static bool stands_in(const zend_function_entry *table, const char *name) {
    for (; table->fname; table++) {
        if (strcmp(table->fname, name) == 0) return true;
    }
    return false;
}

zend_function_entry *koppel_functions(const zend_function_entry *fixed, koppel_doc *known,
                                      const char *pointer, const char *prefix,
                                      koppel_handler handler) {
    size_t filled = 0, count = 0;
    while (fixed[filled].fname) filled++;
    koppel_doc_count(known, pointer, &count);
    zend_function_entry *table = pecalloc(filled + count + 1, sizeof *table, 1);
    memcpy(table, fixed, filled * sizeof *table);
    for (size_t nth = 0; nth < count; nth++) {
        char place[60];
        const char *method, *name;
        snprintf(place, sizeof place, "%s/%zu", pointer, nth);
        if (koppel_doc_text(known, place, &method, NULL) != KOPPEL_OK) continue;
        name = function_of(method, prefix);
        if (!name || stands_in(fixed, name)) continue;
        table[filled++] = (zend_function_entry){
            .fname = name,
            .handler = handler,
            .arg_info = arginfo_method,
            .num_args = sizeof arginfo_method / sizeof *arginfo_method - 1,
            .flags = ZEND_ACC_PUBLIC,
        };
    }
    return table;
}

/* -- Functions without a client ------------------------------------------------------------------------------------ */

static void call(const char *method, size_t method_length, HashTable *array, zend_string *text,
                 zval *return_value) {
    zend_string *request = koppel_encode(array, text);
    if (!request) return;
    koppel_status status = koppel_call(NULL, method, method_length, ZSTR_VAL(request),
                                       ZSTR_LEN(request), &KOPPEL_G(reply));
    zend_string_release(request);
    if (status != KOPPEL_OK) {
        koppel_throw(status);
    } else if (text) {
        RETVAL_STRINGL(koppel_doc_data(KOPPEL_G(reply)), koppel_doc_size(KOPPEL_G(reply)));
    } else {
        koppel_decode(KOPPEL_G(reply), return_value);
    }
    koppel_unpark();
}

static ZEND_FUNCTION(Koppel_call) {
    zend_string *method, *text = NULL;
    HashTable *array = NULL;
    ZEND_PARSE_PARAMETERS_START(1, 2)
        Z_PARAM_STR(method)
        Z_PARAM_OPTIONAL
        Z_PARAM_ARRAY_HT_OR_STR(array, text)
    ZEND_PARSE_PARAMETERS_END();
    call(ZSTR_VAL(method), ZSTR_LEN(method), array, text, return_value);
}

/* Koppel\paymentSplit and all the others: the function's own name says which method is meant. */
static ZEND_FUNCTION(Koppel_pure) {
    char method[80];
    zend_string *text = NULL;
    HashTable *array = NULL;
    ZEND_PARSE_PARAMETERS_START(0, 1)
        Z_PARAM_OPTIONAL
        Z_PARAM_ARRAY_HT_OR_STR(array, text)
    ZEND_PARSE_PARAMETERS_END();
    size_t length = koppel_method_of(EX(func)->common.function_name, method, sizeof method);
    call(method, length, array, text, return_value);
}

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_MASK_EX(arginfo_call, 0, 1, MAY_BE_ARRAY | MAY_BE_STRING)
    ZEND_ARG_TYPE_INFO(0, method, IS_STRING, 0)
    ZEND_ARG_TYPE_MASK(0, request, MAY_BE_ARRAY | MAY_BE_STRING, "[]")
ZEND_END_ARG_INFO()

static const zend_function_entry functions[] = {
    ZEND_NS_NAMED_FE("Koppel", call, ZEND_FN(Koppel_call), arginfo_call)
    ZEND_FE_END
};

/* -- The module's life ---------------------------------------------------------------------------------------------- */

static PHP_MINIT_FUNCTION(koppel) {
    koppel_doc *known = NULL;
    if (koppel_abi_check(KOPPEL_ABI_VERSION, KOPPEL_VERSION_NUMBER) != KOPPEL_OK ||
        koppel_capabilities(NULL, 0, &known) != KOPPEL_OK) {
        php_error_docref(NULL, E_CORE_WARNING, "libkoppel %s does not fit this extension",
                         koppel_version_string());
        koppel_doc_free(known);
        return FAILURE;
    }
    koppel_register_exception(known);
    koppel_register_reply();
    koppel_register_client(known);
    zend_function_entry *pure =
        koppel_functions(functions, known, "/pure_methods", "Koppel\\", ZEND_FN(Koppel_pure));
    zend_register_functions(NULL, pure + 1, NULL, type);
    pefree(pure, 1);
    koppel_doc_free(known);
    return SUCCESS;
}

static PHP_GINIT_FUNCTION(koppel) {
#if defined(ZTS) && defined(COMPILE_DL_KOPPEL)
    ZEND_TSRMLS_CACHE_UPDATE();
#endif
    memset(koppel_globals, 0, sizeof *koppel_globals);
}

static PHP_RINIT_FUNCTION(koppel) {
#if defined(ZTS) && defined(COMPILE_DL_KOPPEL)
    ZEND_TSRMLS_CACHE_UPDATE();
#endif
    return SUCCESS;
}

static PHP_RSHUTDOWN_FUNCTION(koppel) {
    koppel_unpark();
    return SUCCESS;
}

static PHP_MINFO_FUNCTION(koppel) {
    php_info_print_table_start();
    php_info_print_table_header(2, "koppel support", "enabled");
    php_info_print_table_row(2, "extension", PHP_KOPPEL_VERSION);
    php_info_print_table_row(2, "library", koppel_version_string());
    php_info_print_table_end();
}

static const zend_module_dep dependencies[] = {ZEND_MOD_REQUIRED("json") ZEND_MOD_END};

zend_module_entry koppel_module_entry = {
    STANDARD_MODULE_HEADER_EX,
    NULL,
    dependencies,
    "koppel",
    functions,
    PHP_MINIT(koppel),
    NULL,
    PHP_RINIT(koppel),
    PHP_RSHUTDOWN(koppel),
    PHP_MINFO(koppel),
    PHP_KOPPEL_VERSION,
    PHP_MODULE_GLOBALS(koppel),
    PHP_GINIT(koppel),
    NULL,
    NULL,
    STANDARD_MODULE_PROPERTIES_EX,
};

#ifdef COMPILE_DL_KOPPEL
ZEND_GET_MODULE(koppel)
#endif
