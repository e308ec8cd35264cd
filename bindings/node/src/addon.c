/* The addon: what it exports to index.js, its environment, and the calls that need no client. */
#include "addon.h"

instance *instance_of(napi_env env) {
    void *data = NULL;
    napi_get_instance_data(env, &data);
    return data;
}

napi_value error_of(napi_env env, koppel_status status, koppel_doc *doc) {
    napi_value make = NULL, nothing = NULL, arguments[3], error = NULL;
    napi_get_reference_value(env, instance_of(env)->make_error, &make);
    napi_get_undefined(env, &nothing);
    napi_create_int32(env, status, &arguments[0]);
    napi_create_string_latin1(env, koppel_status_name(status), NAPI_AUTO_LENGTH, &arguments[1]);
    arguments[2] = give_doc(env, doc, true);
    napi_call_function(env, nothing, make, 3, arguments, &error);
    return error;
}

/* pure(method, request) => a string or Buffer, as the request is */
static napi_value pure(napi_env env, napi_callback_info info) {
    char method_room[NAME_SIZE], request_room[16384];
    size_t count = 2;
    napi_value arguments[2], reply = NULL;
    bytes method, request;
    koppel_doc *doc = NULL;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    if (!read_bytes(env, arguments[0], method_room, sizeof method_room, &method)) return NULL;
    if (read_bytes(env, arguments[1], request_room, sizeof request_room, &request)) {
        koppel_status status =
            koppel_call(NULL, method.data, method.length, request.data, request.length, &doc);
        if (status == KOPPEL_OK) {
            reply = give_doc(env, doc, request.is_text);
        } else {
            napi_throw(env, error_of(env, status, doc));
        }
        free_bytes(&request);
    }
    free_bytes(&method);
    return reply;
}

/* cancelAll(): the process is ending, and libuv waits for the calls under way. */
static napi_value cancel_every_client(napi_env env, napi_callback_info info) {
    (void)info;
    cancel_all(instance_of(env));
    return NULL;
}

/* setup(makeError) */
static napi_value setup(napi_env env, napi_callback_info info) {
    size_t count = 1;
    napi_value argument;
    napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
    napi_create_reference(env, argument, 1, &instance_of(env)->make_error);
    return NULL;
}

static void free_instance(napi_env env, void *data, void *hint) {
    (void)env, (void)hint;
    free(data);
}

NAPI_MODULE_INIT() {
    static const struct {
        const char *name;
        napi_callback run;
    } EXPORTS[] = {
        {"setup", setup},           {"pure", pure},
        {"open", open_client},      {"call", start_call},
        {"respond", start_respond}, {"close", close_client},
        {"cancel", cancel_client},  {"cancelAll", cancel_every_client},
        {"takeLog", take_log},      {"answer", start_answer},
        {"newStream", new_stream},  {"openStream", start_open_stream},
        {"feedStream", start_feed}, {"finishStream", start_finish},
        {"freeStream", free_stream},
    };
    if (koppel_abi_check(KOPPEL_ABI_VERSION, KOPPEL_VERSION_NUMBER) != KOPPEL_OK) {
        napi_throw_error(env, NULL, "this libkoppel does not fit the addon");
        return NULL;
    }
    instance *held = calloc(1, sizeof *held);
    if (!held || napi_set_instance_data(env, held, free_instance, NULL) != napi_ok) {
        free(held);
        napi_throw_error(env, NULL, "no memory for the addon");
        return NULL;
    }
    for (size_t nth = 0; nth < sizeof EXPORTS / sizeof *EXPORTS; nth++) {
        napi_value function;
        napi_create_function(env, EXPORTS[nth].name, NAPI_AUTO_LENGTH, EXPORTS[nth].run, NULL,
                             &function);
        napi_set_named_property(env, exports, EXPORTS[nth].name, function);
    }
    return exports;
}
