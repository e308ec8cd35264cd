/* What the files of the addon share. The library is reached through koppel.h alone, JavaScript through Node-API 8. */
#ifndef KOPPEL_ADDON_H
#define KOPPEL_ADDON_H

#define NAPI_VERSION 8
#include <node_api.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "koppel.h"

/* value.c: what comes from JavaScript, and what goes back. */
typedef struct {
    char *data;
    size_t length;
    char *owned;  /* to be freed, or NULL when the bytes are borrowed */
    bool is_text; /* a string; else a Buffer */
} bytes;

/* Text is written to `room` where it fits. Throws and answers false for anything but a string, Buffer or Uint8Array. */
bool read_bytes(napi_env env, napi_value value, char *room, size_t size, bytes *read);
/* The same, but always a copy: JavaScript may change a Buffer while a call is under way. */
bool copy_bytes(napi_env env, napi_value value, bytes *read);
void free_bytes(bytes *read);
/* A document as a string, or as a Buffer; frees it. */
napi_value give_doc(napi_env env, koppel_doc *doc, bool as_text);

/* client.c: the handle behind a Koppel, and its calls on libuv's pool. */
typedef struct instance instance;
void cancel_all(instance *held);
napi_value open_client(napi_env env, napi_callback_info info);
napi_value close_client(napi_env env, napi_callback_info info);
napi_value cancel_client(napi_env env, napi_callback_info info);
napi_value take_log(napi_env env, napi_callback_info info);
napi_value start_call(napi_env env, napi_callback_info info);
napi_value start_answer(napi_env env, napi_callback_info info);
napi_value start_respond(napi_env env, napi_callback_info info);

/* addon.c: what belongs to one environment (the main thread, or a worker). */
struct client;
struct instance {
    napi_ref make_error;    /* (status, name, document) => KoppelError */
    struct client *clients; /* those that are open */
};
instance *instance_of(napi_env env);
/* The KoppelError of a failed call; frees the document. */
napi_value error_of(napi_env env, koppel_status status, koppel_doc *doc);

#endif
