/* Writes requests: JSON of bounded size, member by member. It reads nothing; koppel_doc_text and
 * its like do that. */
#ifndef JSON_H
#define JSON_H

#include <stddef.h>
#include <stdint.h>

typedef struct json {
    char bytes[65536];
    size_t length;
} json;

/* Begins anew, with `{`. */
void json_begin(json *to);
/* `name` is NULL within a list. A value that is NULL is written as null. */
void json_text(json *to, const char *name, const char *value);
void json_whole(json *to, const char *name, long value);
/* 1295 as "12.95". */
void json_minor(json *to, const char *name, int64_t minor);
/* `mark` is '{' or '['; to be closed with the same. */
void json_open(json *to, const char *name, char mark);
void json_close(json *to, char mark);

/* An amount as people and koppel write it; the text is in `room`. */
typedef struct amount_text {
    char text[24];
} amount_text;
amount_text amount(int64_t minor);

#endif
