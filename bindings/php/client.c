/* Koppel\Client: a client of the library, opened by its constructor, closed with the object. */
#include "php_koppel.h"
#include "zend_exceptions.h"
#include "zend_smart_str.h"

/* A log record, kept until the call is over: PHP must not be called from within the library. Plain malloc, for running
 * out of PHP's memory would jump over the library. */
typedef struct record {
    struct record *next;
    int32_t level;
    size_t length;
    char json[];
} record;

typedef struct {
    koppel_client *client;
    zend_string *config;
    zval log;
    int32_t log_level;
    record *first;
    record **last;
    bool was_mended;
    zend_object std;
} client_object;

static zend_class_entry *client_class;
static zend_object_handlers handlers;

static inline client_object *object_of(zend_object *std) {
    return (client_object *)((char *)std - offsetof(client_object, std));
}

/* -- Log ------------------------------------------------------------------------------------------------------------ */

static const char *const LEVELS[] = {"off", "error", "warning", "info", "debug"};

static int32_t level_of(const zend_string *name) {
    for (int32_t level = 0; level < (int32_t)(sizeof LEVELS / sizeof *LEVELS); level++) {
        if (zend_string_equals_cstr(name, LEVELS[level], strlen(LEVELS[level]))) return level;
    }
    return -1;
}

static void keep_record(void *user, int32_t level, const char *json, size_t length) {
    client_object *self = user;
    record *kept = malloc(sizeof *kept + length + 1);
    if (!kept) return;
    kept->next = NULL;
    kept->level = level;
    kept->length = length;
    memcpy(kept->json, json, length + 1);
    *self->last = kept;
    self->last = &kept->next;
}

static void forget_records(client_object *self) {
    while (self->first) {
        record *next = self->first->next;
        free(self->first);
        self->first = next;
    }
    self->last = &self->first;
}

static void emit(client_object *self, const record *kept) {
    zval arguments[2], result;
    int32_t level = kept->level >= 1 && kept->level <= 4 ? kept->level : 1;
    ZVAL_STRING(&arguments[0], LEVELS[level]);
    koppel_decode_text(kept->json, kept->length, &arguments[1]);
    ZVAL_UNDEF(&result);
    call_user_function(NULL, NULL, &self->log, &result, 2, arguments);
    zval_ptr_dtor(&result);
    zval_ptr_dtor(&arguments[0]);
    zval_ptr_dtor(&arguments[1]);
}

/* Hands the records over, after the call, one by one, so that the callable may use the client itself. */
static void emit_records(client_object *self) {
    if (!self->first) return;
    zend_object *holder = &self->std;
    GC_ADDREF(holder);
    zend_exception_save();
    while (self->first && !EG(exception)) {
        record *kept = self->first;
        self->first = kept->next;
        if (!self->first) self->last = &self->first;
        if (!Z_ISUNDEF(self->log)) emit(self, kept);
        free(kept);
    }
    zend_exception_restore();
    OBJ_RELEASE(holder);
}

static void set_log(client_object *self) {
    bool is_on = self->log_level > 0 && !Z_ISUNDEF(self->log);
    koppel_client_set_log(self->client, is_on ? keep_record : NULL, self, self->log_level);
}

/* -- Opening, closing, and a new handle for a new process ------------------------------------------------------------ */

static koppel_status open_client(client_object *self) {
    koppel_status status =
        koppel_client_open(ZSTR_VAL(self->config), ZSTR_LEN(self->config), &self->client,
                           &KOPPEL_G(reply));
    if (status == KOPPEL_OK) {
        koppel_unpark();
        set_log(self);
    }
    return status;
}

static void close_client(client_object *self) {
    koppel_client_close(self->client);
    self->client = NULL;
    if (self->config) zend_string_release(self->config);
    self->config = NULL;
}

/* What one call needs. */
typedef struct {
    enum { METHOD, HTTP_RESPOND, HTTP_ANSWER } kind;
    const char *method;
    size_t method_length;
    const zend_string *request;
    const zend_string *body;
} call;

static koppel_status run_once(client_object *self, const call *call) {
    const char *request = ZSTR_VAL(call->request);
    size_t length = ZSTR_LEN(call->request);
    if (call->kind == HTTP_RESPOND) {
        return koppel_http_respond(self->client, request, length, ZSTR_VAL(call->body),
                                   ZSTR_LEN(call->body), &KOPPEL_G(reply), &KOPPEL_G(body));
    }
    if (call->kind == HTTP_ANSWER) {
        return koppel_http_answer(self->client, request, length, &KOPPEL_G(reply), &KOPPEL_G(body));
    }
    return koppel_call(self->client, call->method, call->method_length, request, length,
                       &KOPPEL_G(reply));
}

/* Runs a call. In a child of a fork nothing has happened yet: a client of its own takes the call. After a bug that the
 * library caught, the client gets a new handle once, for the calls to come; the call itself is not repeated. */
static koppel_status run(client_object *self, const call *call) {
    koppel_status status = run_once(self, call);
    if (status == KOPPEL_FORKED && self->config) {
        koppel_unpark();
        koppel_client_close(self->client);
        status = open_client(self);
        if (status == KOPPEL_OK) status = run_once(self, call);
    }
    if (status == KOPPEL_PANIC && self->config && !self->was_mended) {
        koppel_doc *said = KOPPEL_G(reply);
        KOPPEL_G(reply) = NULL;
        self->was_mended = true;
        koppel_client_close(self->client);
        open_client(self);
        koppel_unpark();
        KOPPEL_G(reply) = said;
    }
    return status;
}

/* -- Methods ---------------------------------------------------------------------------------------------------------- */

static void call_method(zval *this, const char *method, size_t method_length, HashTable *array,
                        zend_string *text, zval *return_value) {
    client_object *self = object_of(Z_OBJ_P(this));
    zend_string *request = koppel_encode(array, text);
    if (!request) return;
    koppel_status status =
        run(self, &(call){METHOD, method, method_length, .request = request});
    zend_string_release(request);
    if (status != KOPPEL_OK) {
        koppel_throw(status);
    } else if (text) {
        RETVAL_STRINGL(koppel_doc_data(KOPPEL_G(reply)), koppel_doc_size(KOPPEL_G(reply)));
    } else {
        koppel_decode(KOPPEL_G(reply), return_value);
    }
    koppel_unpark();
    emit_records(self);
}

static ZEND_METHOD(Koppel_Client, call) {
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
static ZEND_METHOD(Koppel_Client, named) {
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

static void give_reply(client_object *self, koppel_status status, zval *return_value) {
    if (status == KOPPEL_OK) {
        koppel_make_reply(return_value);
    } else {
        koppel_throw(status);
    }
    koppel_unpark();
    emit_records(self);
}

static ZEND_METHOD(Koppel_Client, httpRespond) {
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
        client_object *self = object_of(Z_OBJ_P(ZEND_THIS));
        koppel_status status =
            run(self, &(call){HTTP_RESPOND, .request = head, .body = body});
        zend_string_release(head);
        zend_string_release(body);
        give_reply(self, status, return_value);
    }
    zval_ptr_dtor(&current);
}

static ZEND_METHOD(Koppel_Client, httpAnswer) {
    HashTable *answer;
    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_ARRAY_HT(answer)
    ZEND_PARSE_PARAMETERS_END();
    client_object *self = object_of(Z_OBJ_P(ZEND_THIS));
    zend_string *request = koppel_encode(answer, NULL);
    if (!request) return;
    koppel_status status = run(self, &(call){HTTP_ANSWER, .request = request});
    zend_string_release(request);
    give_reply(self, status, return_value);
}

static ZEND_METHOD(Koppel_Client, __construct) {
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
    int32_t log_level = level ? level_of(level) : 3;
    if (log_level < 0) {
        zend_argument_value_error(3, "must be \"off\", \"error\", \"warning\", \"info\" or \"debug\"");
        return;
    }
    if (self->config) {
        zend_throw_error(NULL, "This client is open; make another one");
        return;
    }
    self->config = koppel_encode(array, text);
    if (!self->config) return;
    if (ZEND_FCI_INITIALIZED(log)) ZVAL_COPY(&self->log, &log.function_name);
    self->log_level = log_level;
    koppel_status status = open_client(self);
    if (status != KOPPEL_OK) {
        koppel_throw(status);
        koppel_unpark();
        close_client(self);
    }
}

static ZEND_METHOD(Koppel_Client, close) {
    ZEND_PARSE_PARAMETERS_NONE();
    client_object *self = object_of(Z_OBJ_P(ZEND_THIS));
    close_client(self);
    emit_records(self);
}

/* -- The class ---------------------------------------------------------------------------------------------------------- */

static zend_object *create(zend_class_entry *class) {
    client_object *self = zend_object_alloc(sizeof *self, class);
    self->client = NULL;
    self->config = NULL;
    self->first = NULL;
    self->last = &self->first;
    self->log_level = 0;
    self->was_mended = false;
    ZVAL_UNDEF(&self->log);
    zend_object_std_init(&self->std, class);
    object_properties_init(&self->std, class);
    self->std.handlers = &handlers;
    return &self->std;
}

static void free_object(zend_object *std) {
    client_object *self = object_of(std);
    close_client(self);
    forget_records(self);
    zval_ptr_dtor(&self->log);
    zend_object_std_dtor(std);
}

/* The log callable may hold the client in turn: the collector has to see it. */
static HashTable *values_for_gc(zend_object *std, zval **table, int *count) {
    client_object *self = object_of(std);
    *table = &self->log;
    *count = Z_ISUNDEF(self->log) ? 0 : 1;
    return zend_std_get_properties(std);
}

ZEND_BEGIN_ARG_INFO_EX(arginfo_construct, 0, 0, 1)
    ZEND_ARG_TYPE_MASK(0, config, MAY_BE_ARRAY | MAY_BE_STRING, NULL)
    ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, log, IS_CALLABLE, 1, "null")
    ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, logLevel, IS_STRING, 0, "\"info\"")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_MASK_EX(arginfo_client_call, 0, 1, MAY_BE_ARRAY | MAY_BE_STRING)
    ZEND_ARG_TYPE_INFO(0, method, IS_STRING, 0)
    ZEND_ARG_TYPE_MASK(0, request, MAY_BE_ARRAY | MAY_BE_STRING, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_respond, 0, 0, Koppel\\Reply, 0)
    ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, request, IS_ARRAY, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_answer, 0, 1, Koppel\\Reply, 0)
    ZEND_ARG_TYPE_INFO(0, answer, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_close, 0, 0, IS_VOID, 0)
ZEND_END_ARG_INFO()

static const zend_function_entry functions[] = {
    ZEND_ME(Koppel_Client, __construct, arginfo_construct, ZEND_ACC_PUBLIC)
    ZEND_ME(Koppel_Client, call, arginfo_client_call, ZEND_ACC_PUBLIC)
    ZEND_ME(Koppel_Client, httpRespond, arginfo_respond, ZEND_ACC_PUBLIC)
    ZEND_ME(Koppel_Client, httpAnswer, arginfo_answer, ZEND_ACC_PUBLIC)
    ZEND_ME(Koppel_Client, close, arginfo_close, ZEND_ACC_PUBLIC)
    ZEND_FE_END
};

void koppel_register_client(koppel_doc *known) {
    zend_class_entry entry;
    zend_function_entry *table =
        koppel_functions(functions, known, "/methods", "", ZEND_MN(Koppel_Client_named));
    INIT_NS_CLASS_ENTRY(entry, "Koppel", "Client", table);
    client_class = zend_register_internal_class(&entry);
    pefree(table, 1);
    client_class->ce_flags |=
        ZEND_ACC_FINAL | ZEND_ACC_NOT_SERIALIZABLE | ZEND_ACC_NO_DYNAMIC_PROPERTIES;
    client_class->create_object = create;
    memcpy(&handlers, &std_object_handlers, sizeof handlers);
    handlers.offset = offsetof(client_object, std);
    handlers.free_obj = free_object;
    handlers.clone_obj = NULL;
    handlers.get_gc = values_for_gc;
}
