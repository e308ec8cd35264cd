/* Strings and Buffers to bytes and back. */
#include "addon.h"

/* Most texts fit into the room, and are read by one call; UTF-8 has at most four bytes for what came last. */
static napi_status read_text(napi_env env, napi_value value, char *room, size_t size, bytes *read) {
    size_t units = 0;
    read->data = room;
    if (size > 0) {
        napi_status status = napi_get_value_string_utf8(env, value, room, size, &read->length);
        if (status != napi_ok || read->length + 4 < size) return status;
    }
    /* The length in UTF-16 is known at once; in UTF-8 it is at most three times that. */
    napi_status status = napi_get_value_string_utf16(env, value, NULL, 0, &units);
    if (status != napi_ok) return status;
    size_t most = units * 3 + 1;
    read->data = read->owned = malloc(most);
    if (!read->owned) return napi_throw_error(env, NULL, "no memory for the request"), napi_generic_failure;
    return napi_get_value_string_utf8(env, value, read->owned, most, &read->length);
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

napi_value give_doc(napi_env env, koppel_doc *doc, bool as_text) {
    napi_value value = NULL;
    const char *data = koppel_doc_data(doc);
    size_t length = koppel_doc_size(doc);
    if (!as_text) {
        napi_create_buffer_copy(env, length, data ? data : "", NULL, &value);
    } else if (is_ascii(data, length)) {
        napi_create_string_latin1(env, data ? data : "", length, &value);
    } else {
        napi_create_string_utf8(env, data, length, &value);
    }
    koppel_doc_free(doc);
    return value;
}
