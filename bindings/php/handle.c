/* The clients of the library that this worker has open, each by its configuration, the last used first. They outlive the
 * request: what a client has read and connected is there for the next one. */
#include "php_koppel.h"

static void close_handle(koppel_handle *handle) {
    koppel_client_close(handle->client);
    if (handle->config) explicit_bzero(handle->config, handle->length);
    free(handle->config);
    free(handle);
}

void koppel_unlist_handle(koppel_handle *handle) {
    for (koppel_handle **at = &KOPPEL_G(handles); *at; at = &(*at)->next) {
        if (*at == handle) {
            *at = handle->next;
            break;
        }
    }
    handle->is_listed = false;
}

/* Closes what nobody holds, beyond the number that a worker may keep. */
static void close_surplus(void) {
    zend_long seen = 0;
    for (koppel_handle **at = &KOPPEL_G(handles); *at;) {
        koppel_handle *each = *at;
        if (++seen > KOPPEL_G(clients_max) && each->holders == 0) {
            *at = each->next;
            close_handle(each);
        } else {
            at = &each->next;
        }
    }
}

static koppel_handle *listed_handle(const zend_string *config) {
    koppel_handle *each = KOPPEL_G(handles);
    while (each && (each->length != ZSTR_LEN(config) ||
                    memcmp(each->config, ZSTR_VAL(config), each->length) != 0)) {
        each = each->next;
    }
    return each;
}

static koppel_handle *opened_handle(const zend_string *config, koppel_status *status) {
    koppel_handle *made = calloc(1, sizeof *made);
    if (made) made->config = malloc(ZSTR_LEN(config) + 1);
    if (!made || !made->config) {
        free(made);
        *status = KOPPEL_NO_MEMORY;
        return NULL;
    }
    made->length = ZSTR_LEN(config);
    memcpy(made->config, ZSTR_VAL(config), made->length + 1);
    *status = koppel_client_open(made->config, made->length, &made->client, &KOPPEL_G(reply));
    if (*status != KOPPEL_OK) {
        close_handle(made);
        return NULL;
    }
    koppel_unpark();
    return made;
}

koppel_handle *koppel_take_handle(const zend_string *config, koppel_status *status) {
    koppel_handle *handle = listed_handle(config);
    *status = KOPPEL_OK;
    if (handle) {
        koppel_unlist_handle(handle);
    } else {
        handle = opened_handle(config, status);
        if (!handle) return NULL;
    }
    handle->next = KOPPEL_G(handles);
    KOPPEL_G(handles) = handle;
    handle->is_listed = true;
    handle->holders++;
    close_surplus();
    return handle;
}

void koppel_give_back_handle(koppel_handle *handle, bool to_close) {
    handle->holders--;
    if (handle->holders > 0) return;
    koppel_client_set_log(handle->client, NULL, NULL, 0);
    handle->speaker = NULL;
    if (to_close && handle->is_listed) koppel_unlist_handle(handle);
    if (handle->is_listed) {
        close_surplus();
    } else {
        close_handle(handle);
    }
}

/* In another process than the one that opened them, the library forgets them and leaves their connections alone. */
void koppel_close_handles(koppel_handle **handles) {
    while (*handles) {
        koppel_handle *first = *handles;
        *handles = first->next;
        close_handle(first);
    }
}
