/* What the library tells about its work, kept until the call is over: PHP must not be called from within the library.
 * Plain malloc, for running out of PHP's memory would jump over the library. */
#include "php_koppel.h"
#include "zend_exceptions.h"

struct koppel_record {
    koppel_record *next;
    int32_t level;
    size_t length;
    char json[];
};

static const char *const LEVELS[] = {"off", "error", "warning", "info", "debug"};

void koppel_init_log(koppel_log *log) {
    ZVAL_UNDEF(&log->callable);
    log->level = 0;
    log->first = NULL;
    log->last = &log->first;
}

int32_t koppel_level_of(const zend_string *name) {
    for (int32_t level = 0; level < (int32_t)(sizeof LEVELS / sizeof *LEVELS); level++) {
        if (zend_string_equals_cstr(name, LEVELS[level], strlen(LEVELS[level]))) return level;
    }
    return -1;
}

static void keep_record(void *user, int32_t level, const char *json, size_t length) {
    koppel_log *log = user;
    koppel_record *kept = malloc(sizeof *kept + length + 1);
    if (!kept) return;
    kept->next = NULL;
    kept->level = level;
    kept->length = length;
    memcpy(kept->json, json, length + 1);
    *log->last = kept;
    log->last = &kept->next;
}

void koppel_listen(koppel_log *log, koppel_handle *handle) {
    bool is_on = log->level > 0 && !Z_ISUNDEF(log->callable);
    const void *speaker = is_on ? log : NULL;
    if (handle->speaker == speaker) return;
    koppel_client_set_log(handle->client, is_on ? keep_record : NULL, log, log->level);
    handle->speaker = speaker;
}

void koppel_stop_listening(koppel_log *log, koppel_handle *handle) {
    if (handle->speaker != log) return;
    koppel_client_set_log(handle->client, NULL, NULL, 0);
    handle->speaker = NULL;
}

void koppel_forget_records(koppel_log *log) {
    while (log->first) {
        koppel_record *next = log->first->next;
        free(log->first);
        log->first = next;
    }
    log->last = &log->first;
}

static void emit(koppel_log *log, const koppel_record *kept) {
    zval arguments[2], result;
    int32_t level = kept->level >= 1 && kept->level <= 4 ? kept->level : 1;
    ZVAL_STRING(&arguments[0], LEVELS[level]);
    koppel_decode_text(kept->json, kept->length, &arguments[1]);
    ZVAL_UNDEF(&result);
    call_user_function(NULL, NULL, &log->callable, &result, 2, arguments);
    zval_ptr_dtor(&result);
    zval_ptr_dtor(&arguments[0]);
    zval_ptr_dtor(&arguments[1]);
}

void koppel_emit_records(koppel_log *log, zend_object *holder) {
    if (!log->first) return;
    GC_ADDREF(holder);
    zend_exception_save();
    while (log->first && !EG(exception)) {
        koppel_record *kept = log->first;
        log->first = kept->next;
        if (!log->first) log->last = &log->first;
        if (!Z_ISUNDEF(log->callable)) emit(log, kept);
        free(kept);
    }
    zend_exception_restore();
    OBJ_RELEASE(holder);
}
