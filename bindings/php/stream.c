/* Koppel\Stream: a catalogue on its way. The host keeps the loop: each step pulls one chunk from its source, feeds it, and
 * holds what the library then gives. */
#include "php_koppel.h"
#include "zend_exceptions.h"
#include "zend_interfaces.h"

#define CHUNK_BYTES (256 * 1024)

typedef struct {
    koppel_stream *stream; /* NULL when there is no more to come */
    koppel_handle *handle; /* the client that it stores in; held, for it must outlive the stream */
    zend_object *client;
    zval source; /* an array, an object or a PHP stream */
    HashPosition place;
    zend_object_iterator *chunks; /* that of an object */
    zval current;
    zend_long key;
    bool is_text;
    bool is_begun;
    bool is_busy;
    zend_object std;
} stream_object;

static zend_object_handlers handlers;

static inline stream_object *object_of(zend_object *std) {
    return (stream_object *)((char *)std - offsetof(stream_object, std));
}

static void end(stream_object *self) {
    koppel_stream_free(self->stream);
    self->stream = NULL;
    if (self->handle) koppel_give_back_handle(self->handle, false);
    self->handle = NULL;
}

/* -- The source --------------------------------------------------------------------------------------------------------- */

/* Each gives the next chunk, held, or NULL at the end; then an exception may stand. */

static zend_string *text_of(zval *chunk) {
    ZVAL_DEREF(chunk);
    if (Z_TYPE_P(chunk) == IS_STRING) return zend_string_copy(Z_STR_P(chunk));
    koppel_refuse("json.wrong_type", "The chunks of a stream are strings of bytes.", "");
    return NULL;
}

static zend_string *next_of_array(stream_object *self) {
    HashTable *list = Z_ARRVAL(self->source);
    zval *chunk = zend_hash_get_current_data_ex(list, &self->place);
    if (!chunk) return NULL;
    zend_hash_move_forward_ex(list, &self->place);
    return text_of(chunk);
}

static zend_string *next_of_object(stream_object *self) {
    zend_object_iterator *chunks = self->chunks;
    if (self->is_begun) {
        chunks->funcs->move_forward(chunks);
    } else if (chunks->funcs->rewind) {
        chunks->funcs->rewind(chunks);
    }
    if (EG(exception) || chunks->funcs->valid(chunks) == FAILURE || EG(exception)) return NULL;
    zval *chunk = chunks->funcs->get_current_data(chunks);
    return chunk && !EG(exception) ? text_of(chunk) : NULL;
}

static zend_string *next_of_file(stream_object *self) {
    php_stream *file;
    php_stream_from_zval_no_verify(file, &self->source);
    if (!file) {
        koppel_refuse("json.wrong_type", "The resource is no open PHP stream.", "");
        return NULL;
    }
    while (!php_stream_eof(file)) {
        zend_string *read = php_stream_read_to_str(file, CHUNK_BYTES);
        if (!read) break;
        if (ZSTR_LEN(read) > 0) return read;
        zend_string_release(read);
        if (EG(exception)) break;
    }
    return NULL;
}

static zend_string *next_chunk(stream_object *self) {
    zend_string *chunk;
    switch (Z_TYPE(self->source)) {
    case IS_ARRAY: chunk = next_of_array(self); break;
    case IS_OBJECT: chunk = next_of_object(self); break;
    default: chunk = next_of_file(self);
    }
    self->is_begun = true;
    return chunk;
}

/* -- A step --------------------------------------------------------------------------------------------------------------- */

static void forget_current(stream_object *self) {
    zval gone;
    ZVAL_COPY_VALUE(&gone, &self->current);
    ZVAL_UNDEF(&self->current);
    zval_ptr_dtor(&gone);
}

static koppel_status fed(stream_object *self, const zend_string *chunk) {
    if (self->client) koppel_listen_to(self->client, self->handle);
    if (!chunk) return koppel_stream_finish(self->stream, &KOPPEL_G(reply));
    return koppel_stream_feed(self->stream, ZSTR_VAL(chunk), ZSTR_LEN(chunk), &KOPPEL_G(reply));
}

static void step(stream_object *self) {
    forget_current(self);
    if (!self->stream || EG(exception)) return;
    self->is_busy = true;
    zend_string *chunk = next_chunk(self);
    self->is_busy = false;
    if (EG(exception)) {
        if (chunk) zend_string_release(chunk);
        end(self);
        return;
    }
    koppel_status status = fed(self, chunk);
    bool is_over = !chunk || status != KOPPEL_OK;
    if (chunk) zend_string_release(chunk);
    if (is_over) end(self);
    koppel_give(status, self->is_text, &self->current);
    if (EG(exception)) forget_current(self);
    if (self->client) koppel_tell(self->client);
}

/* Whether it may be used now: not from within its own source. The first use takes the first step. */
static bool is_ready(stream_object *self) {
    if (self->is_busy) {
        koppel_refuse("call.pointer", "This stream is being read; its source cannot read it too.", "");
        return false;
    }
    if (!self->is_begun) step(self);
    return !EG(exception);
}

/* -- Methods ---------------------------------------------------------------------------------------------------------------- */

ZEND_METHOD(Koppel_Stream, __construct) {
    ZEND_PARSE_PARAMETERS_NONE();
}

ZEND_METHOD(Koppel_Stream, current) {
    ZEND_PARSE_PARAMETERS_NONE();
    stream_object *self = object_of(Z_OBJ_P(ZEND_THIS));
    if (is_ready(self) && !Z_ISUNDEF(self->current)) RETURN_COPY(&self->current);
}

ZEND_METHOD(Koppel_Stream, key) {
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_LONG(object_of(Z_OBJ_P(ZEND_THIS))->key);
}

ZEND_METHOD(Koppel_Stream, next) {
    ZEND_PARSE_PARAMETERS_NONE();
    stream_object *self = object_of(Z_OBJ_P(ZEND_THIS));
    if (!is_ready(self)) return;
    self->key++;
    step(self);
}

ZEND_METHOD(Koppel_Stream, rewind) {
    ZEND_PARSE_PARAMETERS_NONE();
    stream_object *self = object_of(Z_OBJ_P(ZEND_THIS));
    if (self->key > 0) {
        koppel_refuse("call.pointer", "A stream runs through once; open another.", "");
    } else {
        is_ready(self);
    }
}

ZEND_METHOD(Koppel_Stream, valid) {
    ZEND_PARSE_PARAMETERS_NONE();
    stream_object *self = object_of(Z_OBJ_P(ZEND_THIS));
    RETURN_BOOL(is_ready(self) && !Z_ISUNDEF(self->current));
}

/* -- The class ---------------------------------------------------------------------------------------------------------------- */

static bool take_source(stream_object *self, zval *chunks) {
    bool is_object = Z_TYPE_P(chunks) == IS_OBJECT && Z_OBJCE_P(chunks)->get_iterator;
    if (!is_object && Z_TYPE_P(chunks) != IS_ARRAY && Z_TYPE_P(chunks) != IS_RESOURCE) {
        zend_argument_type_error(2, "must be of type iterable or a stream resource, %s given",
                                 zend_zval_type_name(chunks));
        return false;
    }
    ZVAL_COPY(&self->source, chunks);
    if (Z_TYPE_P(chunks) == IS_ARRAY) {
        zend_hash_internal_pointer_reset_ex(Z_ARRVAL_P(chunks), &self->place);
    } else if (is_object) {
        self->chunks = Z_OBJCE_P(chunks)->get_iterator(Z_OBJCE_P(chunks), &self->source, 0);
        return self->chunks && !EG(exception);
    }
    return true;
}

static koppel_status opened(stream_object *self, zend_object *client, const zend_string *request) {
    if (!client) {
        return koppel_stream_open(NULL, ZSTR_VAL(request), ZSTR_LEN(request), &self->stream,
                                  &KOPPEL_G(reply));
    }
    /* A source may have closed it while it was asked for its iterator. */
    if (!koppel_is_open(client)) {
        koppel_refuse("call.needs_client", "This client is closed; open another one.", "");
        return KOPPEL_OK;
    }
    koppel_status status = koppel_run(
        client, &(koppel_work){KOPPEL_WORK_STREAM, .request = request, .stream = &self->stream});
    if (status == KOPPEL_OK) self->handle = koppel_hold_handle(client);
    return status;
}

void koppel_make_stream(zval *stream, zend_object *client, const zend_string *request, bool is_text,
                        zval *chunks) {
    zval made;
    object_init_ex(&made, koppel_stream_class);
    stream_object *self = object_of(Z_OBJ(made));
    self->is_text = is_text;
    if (client) {
        self->client = client;
        GC_ADDREF(client);
    }
    koppel_status status = KOPPEL_OK;
    if (take_source(self, chunks)) {
        status = opened(self, client, request);
        if (status != KOPPEL_OK) koppel_throw(status);
        koppel_unpark();
    }
    if (EG(exception)) {
        zval_ptr_dtor(&made);
    } else {
        ZVAL_COPY_VALUE(stream, &made);
    }
}

static zend_object *create(zend_class_entry *class) {
    stream_object *self = zend_object_alloc(sizeof *self, class);
    memset(self, 0, offsetof(stream_object, std));
    ZVAL_UNDEF(&self->source);
    ZVAL_UNDEF(&self->current);
    zend_object_std_init(&self->std, class);
    object_properties_init(&self->std, class);
    self->std.handlers = &handlers;
    return &self->std;
}

static void free_object(zend_object *std) {
    stream_object *self = object_of(std);
    end(self);
    if (self->chunks) zend_iterator_dtor(self->chunks);
    if (self->client) OBJ_RELEASE(self->client);
    zval_ptr_dtor(&self->source);
    zval_ptr_dtor(&self->current);
    zend_object_std_dtor(std);
}

/* A source may hold the stream in turn: the collector has to see it. */
static HashTable *values_for_gc(zend_object *std, zval **table, int *count) {
    stream_object *self = object_of(std);
    zend_get_gc_buffer *seen = zend_get_gc_buffer_create();
    zend_get_gc_buffer_add_zval(seen, &self->source);
    zend_get_gc_buffer_add_zval(seen, &self->current);
    if (self->chunks) zend_get_gc_buffer_add_obj(seen, &self->chunks->std);
    if (self->client) zend_get_gc_buffer_add_obj(seen, self->client);
    zend_get_gc_buffer_use(seen, table, count);
    return zend_std_get_properties(std);
}

void koppel_set_up_stream(void) {
    koppel_stream_class->ce_flags |= ZEND_ACC_NOT_SERIALIZABLE | ZEND_ACC_NO_DYNAMIC_PROPERTIES;
    koppel_stream_class->create_object = create;
    memcpy(&handlers, &std_object_handlers, sizeof handlers);
    handlers.offset = offsetof(stream_object, std);
    handlers.free_obj = free_object;
    handlers.clone_obj = NULL;
    handlers.get_gc = values_for_gc;
}
