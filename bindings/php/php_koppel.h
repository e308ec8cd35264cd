/* What the files of the extension share. The library is reached through koppel.h alone. */
#ifndef PHP_KOPPEL_H
#define PHP_KOPPEL_H

#include "php.h"
#include "koppel.h"


#define PHP_KOPPEL_VERSION "0.1.0"

extern zend_module_entry koppel_module_entry;
#define phpext_koppel_ptr &koppel_module_entry

/* The documents of the call under way. They are parked here, where RSHUTDOWN frees them if PHP ran out of memory while
 * their content was copied: such a bailout jumps over everything else. */
ZEND_BEGIN_MODULE_GLOBALS(koppel)
    koppel_doc *reply;
    koppel_doc *body;
ZEND_END_MODULE_GLOBALS(koppel)
ZEND_EXTERN_MODULE_GLOBALS(koppel)
#define KOPPEL_G(value) ZEND_MODULE_GLOBALS_ACCESSOR(koppel, value)

#if defined(ZTS) && defined(COMPILE_DL_KOPPEL)
ZEND_TSRMLS_CACHE_EXTERN()
#endif

/* koppel.c */
typedef void (*koppel_handler)(INTERNAL_FUNCTION_PARAMETERS);
/* The table of `fixed` functions and one for each method of the list at `pointer` in `known`; malloc, the caller frees. */
zend_function_entry *koppel_functions(const zend_function_entry *fixed, koppel_doc *known,
                                      const char *pointer, const char *prefix,
                                      koppel_handler handler);
/* `paymentSplit`, with or without a namespace, as `payment_split`; 0 when it does not fit. */
size_t koppel_method_of(const zend_string *function, char *method, size_t size);
void koppel_unpark(void);

/* client.c */
void koppel_register_client(koppel_doc *known);

/* exception.c */
void koppel_register_exception(koppel_doc *known);
/* Throws what the parked reply says. */
void koppel_throw(koppel_status status);
/* Throws what the extension itself found wrong with a request. */
void koppel_refuse(const char *code, const char *message, const char *path);

/* http.c */
extern zend_class_entry *koppel_reply_class;
void koppel_register_reply(void);
/* The request that PHP is serving, in the shape that httpRespond takes; `request` is made. */
bool koppel_current_request(zval *request);
/* Splits a request into its head, as JSON, and its body. Both are released by the caller. */
bool koppel_read_request(HashTable *request, zend_string **head, zend_string **body);
/* A Koppel\Reply of the two parked documents. */
void koppel_make_reply(zval *reply);

/* json.c */
/* The JSON of a request: text as it is, an array encoded; NULL when it could not be, and an exception stands. */
zend_string *koppel_encode(HashTable *array, zend_string *text);
/* The same for the head of an HTTP request, where bytes that are no UTF-8 are replaced: they are the other side's. */
zend_string *koppel_encode_head(HashTable *head);
void koppel_decode(const koppel_doc *doc, zval *value);
void koppel_decode_text(const char *json, size_t length, zval *value);

#endif
