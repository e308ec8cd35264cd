/* The handle behind a Koppel, and the log that its calls leave. All of it runs on the thread of JavaScript but keep_record,
 * so that only the log needs a lock. */
#include "addon.h"

/* -- Log: kept by any thread during a call, taken by JavaScript after it */

struct record {
    struct record *next;
    int32_t level;
    size_t length;
    char json[];
};
typedef struct record record;

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

/* -- The handle */

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

static void free_client(client *gone) {
    koppel_client_close(gone->handle);
    forget_records(gone);
    free_bytes(&gone->config);
    pthread_mutex_destroy(&gone->log_lock);
    free(gone);
}

/* Nobody in JavaScript holds it any more, and no call is under way, for a call keeps it. A host
 * that forgot to close it pays here, or at the end of the environment. A stream into it must go first. */
static void finalize(napi_env env, void *data, void *hint) {
    client *gone = data;
    (void)env, (void)hint;
    unlist(gone);
    gone->is_gone = true;
    if (gone->streams == 0) free_client(gone);
}

void release_stream_of(client *from) {
    from->streams--;
    if (from->streams > 0) return;
    if (from->is_gone) {
        free_client(from);
    } else {
        mend(from);
    }
}

/* After a bug that the library caught, the client gets a new handle once, for the calls to come. */
void mend(client *broken) {
    koppel_doc *doc = NULL;
    if (!broken->is_broken || broken->was_mended) return;
    if (broken->running > 0 || broken->streams > 0) return;
    koppel_client_close(broken->handle);
    broken->handle = NULL;
    broken->is_broken = false;
    broken->was_mended = true;
    open_handle(broken, &doc);
    koppel_doc_free(doc);
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

client *client_at(napi_env env, napi_value external) {
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
