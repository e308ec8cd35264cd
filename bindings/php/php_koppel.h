/* What the files of the extension share. The library is reached through koppel.h alone. */
#ifndef PHP_KOPPEL_H
#define PHP_KOPPEL_H

#include "php.h"
#include "koppel.h"


#define PHP_KOPPEL_VERSION "0.1.0"

extern zend_module_entry koppel_module_entry;
#define phpext_koppel_ptr &koppel_module_entry

typedef struct koppel_handle koppel_handle;

/* The documents of the call under way are parked here, where RSHUTDOWN frees them if PHP ran out of memory while their
 * content was copied: such a bailout jumps over everything else. `handles` are the clients that this worker (in ZTS, this
 * thread) keeps from request to request. */
ZEND_BEGIN_MODULE_GLOBALS(koppel)
    koppel_doc *reply;
    koppel_doc *body;
    koppel_handle *handles;
    zend_long clients_max;
ZEND_END_MODULE_GLOBALS(koppel)
ZEND_EXTERN_MODULE_GLOBALS(koppel)
#define KOPPEL_G(value) ZEND_MODULE_GLOBALS_ACCESSOR(koppel, value)

#if defined(ZTS) && defined(COMPILE_DL_KOPPEL)
ZEND_TSRMLS_CACHE_EXTERN()
#endif

/* koppel.c */
extern zend_class_entry *koppel_client_class, *koppel_exception_class, *koppel_reply_class,
    *koppel_stream_class;
/* `paymentSplit`, with or without a namespace, as `payment_split`; 0 when it does not fit. */
size_t koppel_method_of(const zend_string *function, char *method, size_t size);
void koppel_unpark(void);

/* handle.c: the clients of the library that this worker has open, each by its configuration. */
struct koppel_handle {
    koppel_client *client;
    char *config;
    size_t length;
    uint32_t holders;    /* objects that use it now */
    bool is_listed;      /* still to be had by its configuration */
    const void *speaker; /* whose calls it logs */
    koppel_handle *next;
};
/* The one of this configuration, opened if need be; NULL on failure, and the parked reply says why. */
koppel_handle *koppel_take_handle(const zend_string *config, koppel_status *status);
/* The holder needs it no more; `to_close` where nobody else is to find it open. */
void koppel_give_back_handle(koppel_handle *handle, bool to_close);
/* Nobody is to have it again: it belongs to another process, or is broken. */
void koppel_unlist_handle(koppel_handle *handle);
void koppel_close_handles(koppel_handle **handles);

/* log.c: what the library tells, kept until the call is over, for PHP must not be called from within the library. */
typedef struct koppel_record koppel_record;
typedef struct {
    zval callable;
    int32_t level;
    koppel_record *first;
    koppel_record **last;
} koppel_log;
void koppel_init_log(koppel_log *log);
/* -1 for a word that names no level. */
int32_t koppel_level_of(const zend_string *name);
/* Takes the records of the calls to come. */
void koppel_listen(koppel_log *log, koppel_handle *handle);
void koppel_stop_listening(koppel_log *log, koppel_handle *handle);
/* Hands the records over, one by one, so that the callable may use the client itself; `holder` has the log. */
void koppel_emit_records(koppel_log *log, zend_object *holder);
void koppel_forget_records(koppel_log *log);

/* client.c */
typedef struct {
    enum { KOPPEL_WORK_CALL, KOPPEL_WORK_RESPOND, KOPPEL_WORK_ANSWER, KOPPEL_WORK_STREAM } kind;
    const char *method;
    size_t method_length;
    const zend_string *request;
    const zend_string *body;
    koppel_stream **stream;
} koppel_work;
void koppel_set_up_client(void);
/* Runs a call on a Koppel\Client; its documents are parked. */
koppel_status koppel_run(zend_object *client, const koppel_work *work);
bool koppel_is_open(zend_object *client);
/* The handle of a Koppel\Client, held once more; NULL when it is closed. */
koppel_handle *koppel_hold_handle(zend_object *client);
void koppel_listen_to(zend_object *client, koppel_handle *handle);
void koppel_tell(zend_object *client);

/* stream.c */
void koppel_set_up_stream(void);
/* A Koppel\Stream of productMap, or with a client of catalogSync; throws otherwise. */
void koppel_make_stream(zval *stream, zend_object *client, const zend_string *request, bool is_text,
                        zval *chunks);

/* exception.c */
void koppel_register_words(koppel_doc *known);
/* Throws what the parked reply says. */
void koppel_throw(koppel_status status);
/* Throws what the extension itself found wrong with a request. */
void koppel_refuse(const char *code, const char *message, const char *path);

/* http.c */
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
/* Gives the parked reply as text or as an array, or throws what it says; unparks it. */
void koppel_give(koppel_status status, bool as_text, zval *return_value);
void koppel_decode(const koppel_doc *doc, zval *value);
void koppel_decode_text(const char *json, size_t length, zval *value);

#endif
