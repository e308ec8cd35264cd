/* Strings and Buffers to bytes and back. */
#include "addon.h"

enum {
    UTF8_MOST = 3,   /* bytes for a unit of UTF-16 */
    UTF8_LETTER = 4, /* bytes for a letter */
    ROOM_UNITS = 8192,
    LATIN1_END = 0x100,
};

static void *no_memory(napi_env env) {
    napi_throw_error(env, NULL, "no memory for the request");
    return NULL;
}

static napi_status read_wide(napi_env env, napi_value value, size_t units, bytes *read) {
    uint16_t own[ROOM_UNITS], *wide = units < ROOM_UNITS ? own : malloc((units + 1) * sizeof *wide);
    if (!wide) return no_memory(env), napi_generic_failure;
    napi_status status = napi_get_value_string_utf16(env, value, wide, units + 1, &units);
    if (status == napi_ok) read->length = utf8_of(wide, units, read->data);
    if (wide != own) free(wide);
    return status;
}

/* V8 is the quicker one at a text that is ASCII, text.c at any other. Nothing tells beforehand which it is, but the texts of a
 * shop are alike: the last one says. */
static napi_status read_text(napi_env env, napi_value value, char *room, size_t size, bytes *read) {
    size_t units = 0;
    napi_status status;
    read->data = room;
    if (size <= NAME_SIZE && size > 0) { /* a name: one call, where it fits */
        status = napi_get_value_string_utf8(env, value, room, size, &read->length);
        if (status != napi_ok || read->length + UTF8_LETTER < size) return status;
    }
    status = napi_get_value_string_utf16(env, value, NULL, 0, &units);
    if (status != napi_ok) return status;
    size_t most = units * UTF8_MOST + 1;
    if (most > size && !(read->data = read->owned = malloc(most))) return no_memory(env), napi_generic_failure;
    instance *held = instance_of(env);
    status = held->is_ascii ? napi_get_value_string_utf8(env, value, read->data, most, &read->length)
                            : read_wide(env, value, units, read);
    held->is_ascii = read->length == units;
    return status;
}

bool read_bytes(napi_env env, napi_value value, char *room, size_t size, bytes *read) {
    bool is_buffer = false;
    *read = (bytes){0};
    napi_status status = read_text(env, value, room, size, read);
    read->is_text = status == napi_ok;
    if (status != napi_string_expected) return status == napi_ok;
    *read = (bytes){0};
    napi_is_buffer(env, value, &is_buffer);
    if (!is_buffer) {
        napi_throw_type_error(env, NULL, "a string, Buffer or Uint8Array is expected");
        return false;
    }
    return napi_get_buffer_info(env, value, (void **)&read->data, &read->length) == napi_ok;
}

bool copy_bytes(napi_env env, napi_value value, bytes *read) {
    if (!read_bytes(env, value, NULL, 0, read)) return false;
    if (read->owned || read->length == 0) return true;
    read->owned = malloc(read->length);
    if (!read->owned) return napi_throw_error(env, NULL, "no memory for the request"), false;
    memcpy(read->owned, read->data, read->length);
    read->data = read->owned;
    return true;
}

void free_bytes(bytes *read) {
    free(read->owned);
    *read = (bytes){0};
}

/* V8 takes ASCII as Latin-1 many times faster than as UTF-8. The blocks have no way out, and each of their bytes its own sum,
 * so that the compiler makes them wide and lets none wait for another. */
static bool is_ascii(const char *data, size_t length) {
    enum { BLOCK = 64 };
    unsigned char seen[BLOCK] = {0};
    size_t at = 0;
    for (; at + BLOCK <= length; at += BLOCK) {
        for (size_t nth = 0; nth < BLOCK; nth++) seen[nth] |= (unsigned char)data[at + nth];
    }
    for (; at < length; at++) seen[0] |= (unsigned char)data[at];
    for (size_t nth = 1; nth < BLOCK; nth++) seen[0] |= seen[nth];
    return seen[0] < 0x80;
}

/* V8 keeps a byte for a unit where all of them are Latin-1. */
static napi_value give_wide(napi_env env, const char *data, size_t length) {
    uint16_t own[ROOM_UNITS], *wide = length <= ROOM_UNITS ? own : malloc(length * sizeof *wide), seen = 0;
    napi_value value = NULL;
    if (!wide) return no_memory(env);
    size_t units = utf16_of(data, length, wide);
    for (size_t nth = 0; nth < units; nth++) seen |= wide[nth];
    if (seen < LATIN1_END) {
        char *narrow = (char *)wide;
        for (size_t nth = 0; nth < units; nth++) narrow[nth] = (char)wide[nth];
        napi_create_string_latin1(env, narrow, units, &value);
    } else {
        napi_create_string_utf16(env, wide, units, &value);
    }
    if (wide != own) free(wide);
    return value;
}

napi_value give_doc(napi_env env, koppel_doc *doc, bool as_text) {
    napi_value value = NULL;
    const char *data = koppel_doc_data(doc);
    size_t length = koppel_doc_size(doc);
    if (!as_text) {
        napi_create_buffer_copy(env, length, data ? data : "", NULL, &value);
    } else if (is_ascii(data, length)) {
        napi_create_string_latin1(env, data ? data : "", length, &value);
    } else {
        value = give_wide(env, data, length);
    }
    koppel_doc_free(doc);
    return value;
}
