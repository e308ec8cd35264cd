/* Koppel\Client: a client of the library, taken by its constructor from those that the worker keeps. */
#include "php_koppel.h"

typedef struct {
    koppel_handle *handle; /* NULL when it is closed */
    zend_string *config;
    koppel_log log;
    bool was_mended;
    zend_object std;
} client_object;

static zend_object_handlers handlers;

static inline client_object *object_of(zend_object *std) {
    return (client_object *)((char *)std - offsetof(client_object, std));
}

/* -- Taking, letting go, and another handle for a new process -------------------------------------------------------- */

static koppel_status take_client(client_object *self) {
    koppel_status status;
    self->handle = koppel_take_handle(self->config, &status);
    return status;
}

static void let_go(client_object *self, bool to_close) {
    if (self->handle) {
        koppel_stop_listening(&self->log, self->handle);
        koppel_give_back_handle(self->handle, to_close);
    }
    self->handle = NULL;
}

static void close_client(client_object *self, bool to_close) {
    let_go(self, to_close);
    if (self->config) zend_string_release(self->config);
    self->config = NULL;
}

bool koppel_is_open(zend_object *client) {
    return object_of(client)->handle != NULL;
}

koppel_handle *koppel_hold_handle(zend_object *client) {
    koppel_handle *handle = object_of(client)->handle;
    if (handle) handle->holders++;
    return handle;
}

void koppel_listen_to(zend_object *client, koppel_handle *handle) {
    koppel_listen(&object_of(client)->log, handle);
}

void koppel_tell(zend_object *client) {
    koppel_emit_records(&object_of(client)->log, client);
}

static koppel_status run_once(client_object *self, const koppel_work *work) {
    const char *request = ZSTR_VAL(work->request);
    size_t length = ZSTR_LEN(work->request);
    koppel_client *client = self->handle ? self->handle->client : NULL;
    if (self->handle) koppel_listen(&self->log, self->handle);
    switch (work->kind) {
    case KOPPEL_WORK_RESPOND:
        return koppel_http_respond(client, request, length, ZSTR_VAL(work->body),
                                   ZSTR_LEN(work->body), &KOPPEL_G(reply), &KOPPEL_G(body));
    case KOPPEL_WORK_ANSWER:
        return koppel_http_answer(client, request, length, &KOPPEL_G(reply), &KOPPEL_G(body));
    case KOPPEL_WORK_STREAM:
        return koppel_stream_open(client, request, length, work->stream, &KOPPEL_G(reply));
    default:
        return koppel_call(client, work->method, work->method_length, request, length,
                           &KOPPEL_G(reply));
    }
}

/* The handle is of no use any more: another one takes its place. */
static koppel_status take_another(client_object *self) {
    if (self->handle->is_listed) koppel_unlist_handle(self->handle);
    let_go(self, true);
    return take_client(self);
}

/* In a child of a fork nothing has happened yet: a client of its own takes the call. After a bug that the library caught,
 * the client gets a new handle once, for the calls to come; the call itself is not repeated. */
koppel_status koppel_run(zend_object *client, const koppel_work *work) {
    client_object *self = object_of(client);
    koppel_status status = run_once(self, work);
    if (status == KOPPEL_FORKED && self->handle) {
        koppel_unpark();
        status = take_another(self);
        if (status == KOPPEL_OK) status = run_once(self, work);
    }
    if (status == KOPPEL_PANIC && self->handle && !self->was_mended) {
        koppel_doc *said = KOPPEL_G(reply);
        KOPPEL_G(reply) = NULL;
        self->was_mended = true;
        take_another(self);
        koppel_unpark();
        KOPPEL_G(reply) = said;
    }
    return status;
}

/* -- Methods ---------------------------------------------------------------------------------------------------------- */

static void call_method(zval *this, const char *method, size_t method_length, HashTable *array,
                        zend_string *text, zval *return_value) {
    zend_string *request = koppel_encode(array, text);
    if (!request) return;
    koppel_status status = koppel_run(
        Z_OBJ_P(this), &(koppel_work){KOPPEL_WORK_CALL, method, method_length, .request = request});
    zend_string_release(request);
    koppel_give(status, text != NULL, return_value);
    koppel_tell(Z_OBJ_P(this));
}

ZEND_METHOD(Koppel_Client, call) {
    zend_string *method, *text = NULL;
    HashTable *array = NULL;
    ZEND_PARSE_PARAMETERS_START(1, 2)
        Z_PARAM_STR(method)
        Z_PARAM_OPTIONAL
        Z_PARAM_ARRAY_HT_OR_STR(array, text)
    ZEND_PARSE_PARAMETERS_END();
    call_method(ZEND_THIS, ZSTR_VAL(method), ZSTR_LEN(method), array, text, return_value);
}

/* paymentSplit and all the others: the function's own name says which method is meant. */
ZEND_METHOD(Koppel_Client, named) {
    char method[80];
    zend_string *text = NULL;
    HashTable *array = NULL;
    ZEND_PARSE_PARAMETERS_START(0, 1)
        Z_PARAM_OPTIONAL
        Z_PARAM_ARRAY_HT_OR_STR(array, text)
    ZEND_PARSE_PARAMETERS_END();
    size_t length = koppel_method_of(EX(func)->common.function_name, method, sizeof method);
    call_method(ZEND_THIS, method, length, array, text, return_value);
}

static void give_reply(zval *this, koppel_status status, zval *return_value) {
    if (status == KOPPEL_OK) {
        koppel_make_reply(return_value);
    } else {
        koppel_throw(status);
    }
    koppel_unpark();
    koppel_tell(Z_OBJ_P(this));
}

ZEND_METHOD(Koppel_Client, httpRespond) {
    HashTable *given = NULL;
    zend_string *head, *body;
    zval current;
    ZEND_PARSE_PARAMETERS_START(0, 1)
        Z_PARAM_OPTIONAL
        Z_PARAM_ARRAY_HT_OR_NULL(given)
    ZEND_PARSE_PARAMETERS_END();
    ZVAL_UNDEF(&current);
    if (!given) {
        if (!koppel_current_request(&current)) return;
        given = Z_ARRVAL(current);
    }
    if (koppel_read_request(given, &head, &body)) {
        koppel_status status =
            koppel_run(Z_OBJ_P(ZEND_THIS),
                       &(koppel_work){KOPPEL_WORK_RESPOND, .request = head, .body = body});
        zend_string_release(head);
        zend_string_release(body);
        give_reply(ZEND_THIS, status, return_value);
    }
    zval_ptr_dtor(&current);
}

ZEND_METHOD(Koppel_Client, httpAnswer) {
    HashTable *answer;
    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_ARRAY_HT(answer)
    ZEND_PARSE_PARAMETERS_END();
    zend_string *request = koppel_encode(answer, NULL);
    if (!request) return;
    koppel_status status = koppel_run(
        Z_OBJ_P(ZEND_THIS), &(koppel_work){KOPPEL_WORK_ANSWER, .request = request});
    zend_string_release(request);
    give_reply(ZEND_THIS, status, return_value);
}

static void open_stream(zend_object *client, INTERNAL_FUNCTION_PARAMETERS) {
    zend_string *text = NULL;
    HashTable *array = NULL;
    zval *chunks;
    ZEND_PARSE_PARAMETERS_START(2, 2)
        Z_PARAM_ARRAY_HT_OR_STR(array, text)
        Z_PARAM_ZVAL(chunks)
    ZEND_PARSE_PARAMETERS_END();
    zend_string *request = koppel_encode(array, text);
    if (!request) return;
    koppel_make_stream(return_value, client, request, text != NULL, chunks);
    zend_string_release(request);
    if (client) koppel_tell(client);
}

ZEND_METHOD(Koppel_Client, catalogSyncStream) {
    open_stream(Z_OBJ_P(ZEND_THIS), INTERNAL_FUNCTION_PARAM_PASSTHRU);
}

ZEND_METHOD(Koppel_Client, productMapStream) {
    open_stream(NULL, INTERNAL_FUNCTION_PARAM_PASSTHRU);
}

ZEND_FUNCTION(Koppel_productMapStream) {
    open_stream(NULL, INTERNAL_FUNCTION_PARAM_PASSTHRU);
}

ZEND_METHOD(Koppel_Client, __construct) {
    HashTable *array = NULL;
    zend_string *text = NULL, *level = NULL;
    zend_fcall_info log = empty_fcall_info;
    zend_fcall_info_cache cache = empty_fcall_info_cache;
    ZEND_PARSE_PARAMETERS_START(1, 3)
        Z_PARAM_ARRAY_HT_OR_STR(array, text)
        Z_PARAM_OPTIONAL
        Z_PARAM_FUNC_OR_NULL(log, cache)
        Z_PARAM_STR(level)
    ZEND_PARSE_PARAMETERS_END();
    client_object *self = object_of(Z_OBJ_P(ZEND_THIS));
    int32_t log_level = level ? koppel_level_of(level) : 3;
    if (log_level < 0) {
        zend_argument_value_error(3, "must be \"off\", \"error\", \"warning\", \"info\" or \"debug\"");
        return;
    }
    if (self->config) {
        zend_throw_error(NULL, "This client is open; make another one");
        return;
    }
    zend_string *config = koppel_encode(array, text);
    if (!config) return;
    /* The encoding may have run code of the shop's, which may have constructed this object meanwhile. */
    close_client(self, false);
    self->config = config;
    if (ZEND_FCI_INITIALIZED(log)) {
        zval_ptr_dtor(&self->log.callable);
        ZVAL_COPY(&self->log.callable, &log.function_name);
    }
    self->log.level = log_level;
    koppel_status status = take_client(self);
    if (status != KOPPEL_OK) {
        koppel_throw(status);
        koppel_unpark();
        close_client(self, false);
    }
}

ZEND_METHOD(Koppel_Client, close) {
    ZEND_PARSE_PARAMETERS_NONE();
    close_client(object_of(Z_OBJ_P(ZEND_THIS)), true);
    koppel_tell(Z_OBJ_P(ZEND_THIS));
}

/* -- The class ---------------------------------------------------------------------------------------------------------- */

static zend_object *create(zend_class_entry *class) {
    client_object *self = zend_object_alloc(sizeof *self, class);
    self->handle = NULL;
    self->config = NULL;
    self->was_mended = false;
    koppel_init_log(&self->log);
    zend_object_std_init(&self->std, class);
    object_properties_init(&self->std, class);
    self->std.handlers = &handlers;
    return &self->std;
}

static void free_object(zend_object *std) {
    client_object *self = object_of(std);
    close_client(self, false);
    koppel_forget_records(&self->log);
    zval_ptr_dtor(&self->log.callable);
    zend_object_std_dtor(std);
}

/* The log callable may hold the client in turn: the collector has to see it. */
static HashTable *values_for_gc(zend_object *std, zval **table, int *count) {
    client_object *self = object_of(std);
    *table = &self->log.callable;
    *count = Z_ISUNDEF(self->log.callable) ? 0 : 1;
    return zend_std_get_properties(std);
}

void koppel_set_up_client(void) {
    koppel_client_class->ce_flags |= ZEND_ACC_NOT_SERIALIZABLE | ZEND_ACC_NO_DYNAMIC_PROPERTIES;
    koppel_client_class->create_object = create;
    memcpy(&handlers, &std_object_handlers, sizeof handlers);
    handlers.offset = offsetof(client_object, std);
    handlers.free_obj = free_object;
    handlers.clone_obj = NULL;
    handlers.get_gc = values_for_gc;
}
