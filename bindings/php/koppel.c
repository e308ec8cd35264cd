/* The module: its life, and the functions that need no client. No client is ever opened here: PHP forks after MINIT. */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "php_koppel.h"
#include "ext/spl/spl_exceptions.h"
#include "ext/standard/info.h"
#include "php_ini.h"
#include "zend_interfaces.h"
#include "classes_arginfo.h"

ZEND_DECLARE_MODULE_GLOBALS(koppel)

zend_class_entry *koppel_client_class, *koppel_exception_class, *koppel_reply_class,
    *koppel_stream_class;
ZEND_METHOD(Koppel_Client, named);

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

typedef void (*koppel_handler)(INTERNAL_FUNCTION_PARAMETERS);

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

/* One function for each method of the list at `pointer` in `known`, but those that stand in `fixed`. */
static void register_methods(zend_class_entry *class, const zend_function_entry *fixed,
                             koppel_doc *known, const char *pointer, koppel_handler handler) {
    size_t filled = 0, count = 0;
    koppel_doc_count(known, pointer, &count);
    zend_function_entry *table = pecalloc(count + 1, sizeof *table, 1);
    for (size_t nth = 0; nth < count; nth++) {
        char place[60];
        const char *method, *name;
        snprintf(place, sizeof place, "%s/%zu", pointer, nth);
        if (koppel_doc_text(known, place, &method, NULL) != KOPPEL_OK) continue;
        name = function_of(method, class ? "" : "Koppel\\");
        if (!name || stands_in(fixed, name)) continue;
        table[filled++] = (zend_function_entry){
            .fname = name,
            .handler = handler,
            .arg_info = arginfo_method,
            .num_args = sizeof arginfo_method / sizeof *arginfo_method - 1,
            .flags = ZEND_ACC_PUBLIC,
        };
    }
    zend_register_functions(class, table, class ? &class->function_table : NULL, MODULE_PERSISTENT);
    pefree(table, 1);
}

/* -- Functions without a client ------------------------------------------------------------------------------------ */

static void call(const char *method, size_t method_length, HashTable *array, zend_string *text,
                 zval *return_value) {
    zend_string *request = koppel_encode(array, text);
    if (!request) return;
    koppel_status status = koppel_call(NULL, method, method_length, ZSTR_VAL(request),
                                       ZSTR_LEN(request), &KOPPEL_G(reply));
    zend_string_release(request);
    koppel_give(status, text != NULL, return_value);
}

ZEND_FUNCTION(Koppel_call) {
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

/* -- The module's life ---------------------------------------------------------------------------------------------- */

PHP_INI_BEGIN()
    /* How many clients a worker keeps for its next requests; 0 closes each with the objects that use it. */
    STD_PHP_INI_ENTRY("koppel.clients_max", "8", PHP_INI_SYSTEM, OnUpdateLongGEZero, clients_max,
                      zend_koppel_globals, koppel_globals)
PHP_INI_END()

static void register_classes(koppel_doc *known) {
    koppel_client_class = register_class_Koppel_Client();
    koppel_exception_class = register_class_Koppel_Exception(spl_ce_RuntimeException);
    koppel_reply_class = register_class_Koppel_Reply();
    koppel_stream_class = register_class_Koppel_Stream(zend_ce_iterator);
    koppel_set_up_client();
    koppel_set_up_stream();
    register_methods(koppel_client_class, class_Koppel_Client_methods, known, "/methods",
                     ZEND_MN(Koppel_Client_named));
    register_methods(NULL, ext_functions, known, "/pure_methods", ZEND_FN(Koppel_pure));
    koppel_register_words(known);
}

static PHP_MINIT_FUNCTION(koppel) {
    koppel_doc *known = NULL;
    if (koppel_abi_check(KOPPEL_ABI_VERSION, KOPPEL_VERSION_NUMBER) != KOPPEL_OK ||
        koppel_capabilities(NULL, 0, &known) != KOPPEL_OK) {
        php_error_docref(NULL, E_CORE_WARNING, "libkoppel %s does not fit this extension",
                         koppel_version_string());
        koppel_doc_free(known);
        return FAILURE;
    }
    REGISTER_INI_ENTRIES();
    register_classes(known);
    koppel_doc_free(known);
    return SUCCESS;
}

static PHP_GINIT_FUNCTION(koppel) {
#if defined(ZTS) && defined(COMPILE_DL_KOPPEL)
    ZEND_TSRMLS_CACHE_UPDATE();
#endif
    memset(koppel_globals, 0, sizeof *koppel_globals);
}

static PHP_GSHUTDOWN_FUNCTION(koppel) {
    koppel_close_handles(&koppel_globals->handles);
}

static PHP_MSHUTDOWN_FUNCTION(koppel) {
    UNREGISTER_INI_ENTRIES();
    return SUCCESS;
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
    DISPLAY_INI_ENTRIES();
}

static const zend_module_dep dependencies[] = {ZEND_MOD_REQUIRED("json") ZEND_MOD_END};

zend_module_entry koppel_module_entry = {
    STANDARD_MODULE_HEADER_EX,
    NULL,
    dependencies,
    "koppel",
    ext_functions,
    PHP_MINIT(koppel),
    PHP_MSHUTDOWN(koppel),
    PHP_RINIT(koppel),
    PHP_RSHUTDOWN(koppel),
    PHP_MINFO(koppel),
    PHP_KOPPEL_VERSION,
    PHP_MODULE_GLOBALS(koppel),
    PHP_GINIT(koppel),
    PHP_GSHUTDOWN(koppel),
    NULL,
    STANDARD_MODULE_PROPERTIES_EX,
};

#ifdef COMPILE_DL_KOPPEL
ZEND_GET_MODULE(koppel)
#endif
