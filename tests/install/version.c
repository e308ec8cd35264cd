/* The least that a program does with an installed koppel. */
#include <koppel.h>
#include <stdio.h>

int main(void) {
    koppel_doc *doc = NULL;
    int fits = koppel_abi_check(KOPPEL_ABI_VERSION, KOPPEL_VERSION_NUMBER) == KOPPEL_OK;
    koppel_status status = koppel_capabilities(NULL, 0, &doc);
    koppel_doc_free(doc);
    puts(koppel_version_string());
    return fits && status == KOPPEL_OK ? 0 : 1;
}
