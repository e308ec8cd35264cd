/* Answers vectors for tests/bindings.rs: lines of `method request` in, the document of each out, on
 * a line of its own. */
#define _POSIX_C_SOURCE 200809L

#include "koppel.h"

#include "check.h"

int main(void) {
    char *line = NULL;
    size_t room = 0;
    long length;
    while ((length = (long)getline(&line, &room, stdin)) > 0) {
        const char *request = (const char *)memchr(line, ' ', (size_t)length);
        koppel_doc *doc = NULL;
        CHECK(request != NULL && line[length - 1] == '\n');
        request++;
        (void)koppel_call(NULL, line, (size_t)(request - 1 - line), request,
                          (size_t)(line + length - 1 - request), &doc);
        CHECK(doc != NULL);
        fwrite(koppel_doc_data(doc), 1, koppel_doc_size(doc), stdout);
        putchar('\n');
        koppel_doc_free(doc);
    }
    free(line);
    return 0;
}
