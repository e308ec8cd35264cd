/* A catalogue on its way: its life; what it does is in job.c. */
#include "addon.h"

static void end(stream *over) {
    koppel_stream_free(over->handle);
    over->handle = NULL;
    if (over->client) release_stream_of(over->client);
    over->client = NULL;
}

/* No call is under way, for a call keeps it. */
static void finalize(napi_env env, void *data, void *hint) {
    stream *gone = data;
    (void)env, (void)hint;
    end(gone);
    free(gone);
}

/* newStream() => stream, to be opened by openStream */
napi_value new_stream(napi_env env, napi_callback_info info) {
    napi_value external = NULL;
    stream *made = calloc(1, sizeof *made);
    (void)info;
    if (!made) return napi_throw_error(env, NULL, "no memory for a stream"), NULL;
    napi_create_external(env, made, finalize, NULL, &external);
    return external;
}

stream *stream_at(napi_env env, napi_value external) {
    void *data = NULL;
    if (napi_get_value_external(env, external, &data) != napi_ok) {
        napi_throw_type_error(env, NULL, "this is no stream");
        return NULL;
    }
    stream *found = data;
    if (found->is_busy) {
        napi_throw_error(env, NULL, "this stream has a call under way");
        return NULL;
    }
    return found;
}

/* freeStream(stream): a second time is harmless */
napi_value free_stream(napi_env env, napi_callback_info info) {
    size_t count = 1;
    napi_value argument;
    napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
    stream *over = stream_at(env, argument);
    if (over) end(over);
    return NULL;
}
