/* What the files of the addon share. The library is reached through koppel.h alone, JavaScript through Node-API 8. */
#ifndef KOPPEL_ADDON_H
#define KOPPEL_ADDON_H

#define NAPI_VERSION 8
#include <node_api.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "koppel.h"

/* text.c: `to` has room for three bytes a unit, or for a unit a byte. Gives how much was written. */
size_t utf8_of(const uint16_t *from, size_t units, char *to);
size_t utf16_of(const char *text, size_t length, uint16_t *to);

/* value.c: what comes from JavaScript, and what goes back. */
typedef struct {
    char *data;
    size_t length;
    char *owned;  /* to be freed, or NULL when the bytes are borrowed */
    bool is_text; /* a string; else a Buffer */
} bytes;

/* Up to this size, room is for a name. */
enum { NAME_SIZE = 256 };
/* Text is written to `room` where it fits. Throws and answers false for anything but a string, Buffer or Uint8Array. */
bool read_bytes(napi_env env, napi_value value, char *room, size_t size, bytes *read);
/* The same, but always a copy: JavaScript may change a Buffer while a call is under way. */
bool copy_bytes(napi_env env, napi_value value, bytes *read);
void free_bytes(bytes *read);
/* A document as a string, or as a Buffer; frees it. */
napi_value give_doc(napi_env env, koppel_doc *doc, bool as_text);

/* client.c: the handle behind a Koppel. */
typedef struct instance instance;
typedef struct client {
    koppel_client *handle;
    bytes config;
    int32_t log_level;
    int running; /* calls on the pool */
    int streams; /* that must be freed before it is closed */
    bool is_broken;
    bool was_mended;
    bool is_gone; /* nobody holds it but its streams */
    pthread_mutex_t log_lock;
    struct record *first;
    struct record **last;
    instance *held;
    struct client *next;
} client;
client *client_at(napi_env env, napi_value external);
void mend(client *broken);
void release_stream_of(client *from);
void cancel_all(instance *held);
napi_value open_client(napi_env env, napi_callback_info info);
napi_value cancel_client(napi_env env, napi_callback_info info);
napi_value take_log(napi_env env, napi_callback_info info);

/* stream.c: a catalogue on its way. */
typedef struct {
    koppel_stream *handle;
    client *client; /* that it stores in, or NULL */
    bool is_busy;
} stream;
stream *stream_at(napi_env env, napi_value external);
napi_value new_stream(napi_env env, napi_callback_info info);
napi_value free_stream(napi_env env, napi_callback_info info);

/* job.c: calls on libuv's pool. */
napi_value start_call(napi_env env, napi_callback_info info);
napi_value start_answer(napi_env env, napi_callback_info info);
napi_value start_respond(napi_env env, napi_callback_info info);
napi_value close_client(napi_env env, napi_callback_info info);
napi_value start_open_stream(napi_env env, napi_callback_info info);
napi_value start_feed(napi_env env, napi_callback_info info);
napi_value start_finish(napi_env env, napi_callback_info info);

/* addon.c: what belongs to one environment (the main thread, or a worker). */
struct instance {
    napi_ref make_error;    /* (status, name, document) => KoppelError */
    client *clients; /* those that are open */
    bool is_ascii;   /* the last text was */
};
instance *instance_of(napi_env env);
/* The KoppelError of a failed call; frees the document. */
napi_value error_of(napi_env env, koppel_status status, koppel_doc *doc);

#endif
