/* Warms the pure calls up, then makes 10,000 of them between two getppid calls, for strace to look
 * at. */
#define _POSIX_C_SOURCE 200809L

#include "koppel.h"

#include "check.h"
#include <unistd.h>

/* Methods and requests come in pairs of arguments: `warm echo '{}' payment_split '{...}'`. */
static void round_of_calls(int count, char **arguments) {
    for (int nth = 1; nth + 1 < count; nth += 2) {
        const char *method = arguments[nth];
        const char *request = arguments[nth + 1];
        koppel_doc *doc = NULL;
        koppel_status status =
            koppel_call(NULL, method, strlen(method), request, strlen(request), &doc);
        if (status != KOPPEL_OK) fprintf(stderr, "%s: %s\n", method, koppel_doc_data(doc));
        CHECK(status == KOPPEL_OK);
        CHECK(koppel_doc_size(doc) > 0);
        koppel_doc_free(doc);
    }
}

int main(int count, char **arguments) {
    CHECK(count > 2 && count % 2 == 1);
    for (int times = 0; times < 100; times++) round_of_calls(count, arguments);
    (void)getppid();
    for (int times = 0; times < 10000; times++) round_of_calls(count, arguments);
    (void)getppid();
    return 0;
}
