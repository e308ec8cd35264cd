/* The handle behind a Koppel, and its calls on libuv's pool. Everything here but `work` runs on the
 * thread of JavaScript, so that only the log needs a lock. */
#include "addon.h"
#include <pthread.h>

typedef struct record {
    struct record *next;
    int32_t level;
    size_t length;
    char json[];
} record;

typedef struct client {
    koppel_client *handle;
    bytes config;
    int32_t log_level;
    int running;
    bool is_broken;
    bool was_mended;
    pthread_mutex_t log_lock;
    record *first;
    record **last;
    instance *held;
    struct client *next;
} client;

typedef enum { CALL, RESPOND, ANSWER, CLOSE } kind;

/* One call under way. */
typedef struct {
    kind kind;
    client *client;
    napi_ref keeps; /* the JavaScript value that owns the client */
    bytes method;   /* or the head of a request by HTTP, or the answer to a question, */
    bytes request;  /* and the body of the request */
    koppel_status status;
    koppel_doc *reply;
    koppel_doc *body;
    napi_deferred deferred;
    napi_async_work work;
} job;

/* -- Log: kept by any thread during a call, taken by JavaScript after it
 * ----------------------------------------------- */

static void keep_record(void *user, int32_t level, const char *json, size_t length) {
    client *to = user;
    record *kept = malloc(sizeof *kept + length);
    if (!kept) return;
    kept->next = NULL;
    kept->level = level;
    kept->length = length;
    memcpy(kept->json, json, length);
    pthread_mutex_lock(&to->log_lock);
    *to->last = kept;
    to->last = &kept->next;
    pthread_mutex_unlock(&to->log_lock);
}

static record *taken_records(client *from) {
    pthread_mutex_lock(&from->log_lock);
    record *first = from->first;
    from->first = NULL;
    from->last = &from->first;
    pthread_mutex_unlock(&from->log_lock);
    return first;
}

static void forget_records(client *from) {
    for (record *each = taken_records(from), *next; each; each = next) {
        next = each->next;
        free(each);
    }
}

/* -- The handle
 * ---------------------------------------------------------------------------------------------------------
 */

static koppel_status open_handle(client *to, koppel_doc **out) {
    koppel_status status = koppel_client_open(to->config.data, to->config.length, &to->handle, out);
    if (status == KOPPEL_OK && to->log_level > 0) {
        koppel_client_set_log(to->handle, keep_record, to, to->log_level);
    }
    return status;
}

static void unlist(client *gone) {
    for (client **at = &gone->held->clients; *at; at = &(*at)->next) {
        if (*at == gone) {
            *at = gone->next;
            return;
        }
    }
}

/* Nobody in JavaScript holds it any more, and no call is under way, for a call keeps it. A host
 * that forgot to close it pays here, or at the end of the environment. */
static void finalize(napi_env env, void *data, void *hint) {
    client *gone = data;
    (void)env, (void)hint;
    unlist(gone);
    koppel_client_close(gone->handle);
    forget_records(gone);
    free_bytes(&gone->config);
    pthread_mutex_destroy(&gone->log_lock);
    free(gone);
}

void cancel_all(instance *held) {
    for (client *each = held->clients; each; each = each->next) {
        koppel_client_cancel(each->handle);
    }
}

/* open(config, logLevel) => handle */
napi_value open_client(napi_env env, napi_callback_info info) {
    size_t count = 2;
    napi_value arguments[2], external = NULL;
    koppel_doc *doc = NULL;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    client *made = calloc(1, sizeof *made);
    if (!made) return napi_throw_error(env, NULL, "no memory for a client"), NULL;
    if (!copy_bytes(env, arguments[0], &made->config)) return free(made), NULL;
    napi_get_value_int32(env, arguments[1], &made->log_level);
    made->last = &made->first;
    koppel_status status = open_handle(made, &doc);
    if (status != KOPPEL_OK) {
        free_bytes(&made->config);
        free(made);
        napi_throw(env, error_of(env, status, doc));
        return NULL;
    }
    koppel_doc_free(doc);
    pthread_mutex_init(&made->log_lock, NULL);
    made->held = instance_of(env);
    made->next = made->held->clients;
    made->held->clients = made;
    napi_create_external(env, made, finalize, NULL, &external);
    return external;
}

static client *client_at(napi_env env, napi_value external) {
    void *data = NULL;
    if (napi_get_value_external(env, external, &data) != napi_ok) {
        napi_throw_type_error(env, NULL, "this is no client");
    }
    return data;
}

/* cancel(handle) */
napi_value cancel_client(napi_env env, napi_callback_info info) {
    size_t count = 1;
    napi_value argument;
    napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
    client *asked = client_at(env, argument);
    if (asked) koppel_client_cancel(asked->handle);
    return NULL;
}

/* takeLog(handle) => [level, json, level, json, ...] */
napi_value take_log(napi_env env, napi_callback_info info) {
    size_t count = 1;
    uint32_t filled = 0;
    napi_value argument, list, value;
    napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
    client *asked = client_at(env, argument);
    if (!asked || napi_create_array(env, &list) != napi_ok) return NULL;
    for (record *each = taken_records(asked), *next; each; each = next) {
        napi_create_int32(env, each->level, &value);
        napi_set_element(env, list, filled++, value);
        napi_create_string_utf8(env, each->json, each->length, &value);
        napi_set_element(env, list, filled++, value);
        next = each->next;
        free(each);
    }
    return list;
}

/* -- Calls
 * ----------------------------------------------------------------------------------------------------------------
 */

/* On the pool: no JavaScript here. */
static void work(napi_env env, void *data) {
    job *now = data;
    koppel_client *handle = now->client->handle;
    (void)env;
    switch (now->kind) {
    case CALL:
        now->status = koppel_call(handle, now->method.data, now->method.length, now->request.data,
                                  now->request.length, &now->reply);
        break;
    case RESPOND:
        now->status =
            koppel_http_respond(handle, now->method.data, now->method.length, now->request.data,
                                now->request.length, &now->reply, &now->body);
        break;
    case ANSWER:
        now->status = koppel_http_answer(handle, now->method.data, now->method.length, &now->reply,
                                         &now->body);
        break;
    case CLOSE:
        koppel_client_close(handle);
        break;
    }
}

/* After a bug that the library caught, the client gets a new handle once, for the calls to come. */
static void mend(client *broken) {
    koppel_doc *doc = NULL;
    if (!broken->is_broken || broken->was_mended || broken->running > 0) return;
    koppel_client_close(broken->handle);
    broken->handle = NULL;
    broken->is_broken = false;
    broken->was_mended = true;
    open_handle(broken, &doc);
    koppel_doc_free(doc);
}

static napi_value value_of(napi_env env, job *done) {
    napi_value value = NULL, part;
    switch (done->kind) {
    case CALL:
        return give_doc(env, done->reply, done->request.is_text);
    case RESPOND:
    case ANSWER:
        napi_create_array_with_length(env, 2, &value);
        part = give_doc(env, done->reply, true);
        napi_set_element(env, value, 0, part);
        part = give_doc(env, done->body, false);
        napi_set_element(env, value, 1, part);
        return value;
    default:
        napi_get_undefined(env, &value);
        return value;
    }
}

static void free_job(napi_env env, job *done) {
    free_bytes(&done->method);
    free_bytes(&done->request);
    if (done->keeps) napi_delete_reference(env, done->keeps);
    if (done->work) napi_delete_async_work(env, done->work);
    free(done);
}

/* Back on the thread of JavaScript, also when that is ending: then the promise cannot be kept, but
 * nothing is leaked. */
static void complete(napi_env env, napi_status status, void *data) {
    job *done = data;
    (void)status;
    done->client->running--;
    if (done->kind == CLOSE) done->client->handle = NULL;
    if (done->status == KOPPEL_PANIC) done->client->is_broken = true;
    mend(done->client);
    if (done->status == KOPPEL_OK) {
        napi_resolve_deferred(env, done->deferred, value_of(env, done));
    } else {
        koppel_doc_free(done->body);
        napi_reject_deferred(env, done->deferred, error_of(env, done->status, done->reply));
    }
    free_job(env, done);
}

static napi_value queue(napi_env env, job *ready, napi_value external) {
    napi_value name, promise = NULL;
    napi_create_string_latin1(env, "koppel", NAPI_AUTO_LENGTH, &name);
    napi_create_reference(env, external, 1, &ready->keeps);
    if (napi_create_async_work(env, NULL, name, work, complete, ready, &ready->work) != napi_ok ||
        napi_create_promise(env, &ready->deferred, &promise) != napi_ok ||
        napi_queue_async_work(env, ready->work) != napi_ok) {
        free_job(env, ready);
        return NULL;
    }
    ready->client->running++;
    return promise;
}

/* The arguments are a handle and, but to close it, two strings or Buffers. */
static napi_value start(napi_env env, napi_callback_info info, kind kind, bool has_bytes) {
    size_t count = 3;
    napi_value arguments[3];
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    client *asked = client_at(env, arguments[0]);
    if (!asked) return NULL;
    job *ready = calloc(1, sizeof *ready);
    if (!ready) return napi_throw_error(env, NULL, "no memory for a call"), NULL;
    ready->kind = kind;
    ready->client = asked;
    bool is_read = !has_bytes || (copy_bytes(env, arguments[1], &ready->method) &&
                                  copy_bytes(env, arguments[2], &ready->request));
    if (!is_read) return free_job(env, ready), NULL;
    return queue(env, ready, arguments[0]);
}

/* call(handle, method, request) => Promise of a string or Buffer, as the request was */
napi_value start_call(napi_env env, napi_callback_info info) {
    return start(env, info, CALL, true);
}

/* respond(handle, head, body) => Promise of [head, body] */
napi_value start_respond(napi_env env, napi_callback_info info) {
    return start(env, info, RESPOND, true);
}

/* answer(handle, answer, '') => Promise of [head, body] */
napi_value start_answer(napi_env env, napi_callback_info info) {
    return start(env, info, ANSWER, true);
}

/* close(handle) => Promise; no other call on it may be under way, and index.js sees to that. */
napi_value close_client(napi_env env, napi_callback_info info) {
    return start(env, info, CLOSE, false);
}
