#include "json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add(json *to, const char *bytes, size_t length) {
    /* A receipt of 100 lines takes a third of the room. */
    if (to->length + length >= sizeof to->bytes) abort();
    memcpy(to->bytes + to->length, bytes, length);
    to->length += length;
    to->bytes[to->length] = '\0';
}

static void add_string(json *to, const char *value) {
    add(to, "\"", 1);
    for (; *value != '\0'; value++) {
        char escaped[8];
        unsigned char byte = (unsigned char)*value;
        if (byte == '"' || byte == '\\')
            snprintf(escaped, sizeof escaped, "\\%c", byte);
        else if (byte < 0x20)
            snprintf(escaped, sizeof escaped, "\\u%04x", byte);
        else
            snprintf(escaped, sizeof escaped, "%c", byte);
        add(to, escaped, strlen(escaped));
    }
    add(to, "\"", 1);
}

/* The comma and the name before a value. */
static void lead(json *to, const char *name) {
    char before = to->length > 0 ? to->bytes[to->length - 1] : '{';
    if (before != '{' && before != '[') add(to, ",", 1);
    if (name == NULL) return;
    add_string(to, name);
    add(to, ":", 1);
}

void json_begin(json *to) {
    to->length = 0;
    add(to, "{", 1);
}

void json_text(json *to, const char *name, const char *value) {
    lead(to, name);
    if (value == NULL)
        add(to, "null", 4);
    else
        add_string(to, value);
}

void json_whole(json *to, const char *name, long value) {
    char digits[24];
    lead(to, name);
    snprintf(digits, sizeof digits, "%ld", value);
    add(to, digits, strlen(digits));
}

void json_minor(json *to, const char *name, int64_t minor) {
    json_text(to, name, amount(minor).text);
}

void json_open(json *to, const char *name, char mark) {
    lead(to, name);
    add(to, &mark, 1);
}

void json_close(json *to, char mark) {
    add(to, mark == '{' ? "}" : "]", 1);
}

amount_text amount(int64_t minor) {
    amount_text written;
    uint64_t cents = minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor;
    snprintf(written.text, sizeof written.text, "%s%" PRIu64 ".%02u", minor < 0 ? "-" : "",
             cents / 100, (unsigned)(cents % 100));
    return written;
}
