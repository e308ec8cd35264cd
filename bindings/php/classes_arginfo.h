/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: 63fcb03c53ae7d9fa62ffdbebf2b96bb2dc1d1e9 */

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_MASK_EX(arginfo_Koppel_call, 0, 1, MAY_BE_ARRAY|MAY_BE_STRING)
	ZEND_ARG_TYPE_INFO(0, method, IS_STRING, 0)
	ZEND_ARG_TYPE_MASK(0, request, MAY_BE_ARRAY|MAY_BE_STRING, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_Koppel_productMapStream, 0, 2, Koppel\\Stream, 0)
	ZEND_ARG_TYPE_MASK(0, request, MAY_BE_ARRAY|MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO(0, chunks, IS_MIXED, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Koppel_Client___construct, 0, 0, 1)
	ZEND_ARG_TYPE_MASK(0, config, MAY_BE_ARRAY|MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, log, IS_CALLABLE, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, logLevel, IS_STRING, 0, "\"info\"")
ZEND_END_ARG_INFO()

#define arginfo_class_Koppel_Client_call arginfo_Koppel_call

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Koppel_Client_httpRespond, 0, 0, Koppel\\Reply, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, request, IS_ARRAY, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Koppel_Client_httpAnswer, 0, 1, Koppel\\Reply, 0)
	ZEND_ARG_TYPE_INFO(0, answer, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Koppel_Client_catalogSyncStream arginfo_Koppel_productMapStream

#define arginfo_class_Koppel_Client_productMapStream arginfo_Koppel_productMapStream

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Koppel_Client_close, 0, 0, IS_VOID, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Koppel_Stream___construct, 0, 0, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_MASK_EX(arginfo_class_Koppel_Stream_current, 0, 0, MAY_BE_ARRAY|MAY_BE_STRING|MAY_BE_NULL)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Koppel_Stream_key, 0, 0, IS_LONG, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Koppel_Stream_next arginfo_class_Koppel_Client_close

#define arginfo_class_Koppel_Stream_rewind arginfo_class_Koppel_Client_close

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Koppel_Stream_valid, 0, 0, _IS_BOOL, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Koppel_Reply_send arginfo_class_Koppel_Client_close

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Koppel_Exception_getErrorCode, 0, 0, IS_STRING, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Koppel_Exception_getPath arginfo_class_Koppel_Exception_getErrorCode

#define arginfo_class_Koppel_Exception_isRetryable arginfo_class_Koppel_Stream_valid

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Koppel_Exception_getReference, 0, 0, IS_STRING, 1)
ZEND_END_ARG_INFO()

#define arginfo_class_Koppel_Exception_getStatus arginfo_class_Koppel_Stream_key

#define arginfo_class_Koppel_Exception_getStatusName arginfo_class_Koppel_Exception_getErrorCode

#define arginfo_class_Koppel_Exception_getDocument arginfo_class_Koppel_Exception_getErrorCode


ZEND_FUNCTION(Koppel_call);
ZEND_FUNCTION(Koppel_productMapStream);
ZEND_METHOD(Koppel_Client, __construct);
ZEND_METHOD(Koppel_Client, call);
ZEND_METHOD(Koppel_Client, httpRespond);
ZEND_METHOD(Koppel_Client, httpAnswer);
ZEND_METHOD(Koppel_Client, catalogSyncStream);
ZEND_METHOD(Koppel_Client, productMapStream);
ZEND_METHOD(Koppel_Client, close);
ZEND_METHOD(Koppel_Stream, __construct);
ZEND_METHOD(Koppel_Stream, current);
ZEND_METHOD(Koppel_Stream, key);
ZEND_METHOD(Koppel_Stream, next);
ZEND_METHOD(Koppel_Stream, rewind);
ZEND_METHOD(Koppel_Stream, valid);
ZEND_METHOD(Koppel_Reply, send);
ZEND_METHOD(Koppel_Exception, getErrorCode);
ZEND_METHOD(Koppel_Exception, getPath);
ZEND_METHOD(Koppel_Exception, isRetryable);
ZEND_METHOD(Koppel_Exception, getReference);
ZEND_METHOD(Koppel_Exception, getStatus);
ZEND_METHOD(Koppel_Exception, getStatusName);
ZEND_METHOD(Koppel_Exception, getDocument);


static const zend_function_entry ext_functions[] = {
	ZEND_NS_FALIAS("Koppel", call, Koppel_call, arginfo_Koppel_call)
	ZEND_NS_FALIAS("Koppel", productMapStream, Koppel_productMapStream, arginfo_Koppel_productMapStream)
	ZEND_FE_END
};


static const zend_function_entry class_Koppel_Client_methods[] = {
	ZEND_ME(Koppel_Client, __construct, arginfo_class_Koppel_Client___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(Koppel_Client, call, arginfo_class_Koppel_Client_call, ZEND_ACC_PUBLIC)
	ZEND_ME(Koppel_Client, httpRespond, arginfo_class_Koppel_Client_httpRespond, ZEND_ACC_PUBLIC)
	ZEND_ME(Koppel_Client, httpAnswer, arginfo_class_Koppel_Client_httpAnswer, ZEND_ACC_PUBLIC)
	ZEND_ME(Koppel_Client, catalogSyncStream, arginfo_class_Koppel_Client_catalogSyncStream, ZEND_ACC_PUBLIC)
	ZEND_ME(Koppel_Client, productMapStream, arginfo_class_Koppel_Client_productMapStream, ZEND_ACC_PUBLIC)
	ZEND_ME(Koppel_Client, close, arginfo_class_Koppel_Client_close, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Koppel_Stream_methods[] = {
	ZEND_ME(Koppel_Stream, __construct, arginfo_class_Koppel_Stream___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Koppel_Stream, current, arginfo_class_Koppel_Stream_current, ZEND_ACC_PUBLIC)
	ZEND_ME(Koppel_Stream, key, arginfo_class_Koppel_Stream_key, ZEND_ACC_PUBLIC)
	ZEND_ME(Koppel_Stream, next, arginfo_class_Koppel_Stream_next, ZEND_ACC_PUBLIC)
	ZEND_ME(Koppel_Stream, rewind, arginfo_class_Koppel_Stream_rewind, ZEND_ACC_PUBLIC)
	ZEND_ME(Koppel_Stream, valid, arginfo_class_Koppel_Stream_valid, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Koppel_Reply_methods[] = {
	ZEND_ME(Koppel_Reply, send, arginfo_class_Koppel_Reply_send, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Koppel_Exception_methods[] = {
	ZEND_ME(Koppel_Exception, getErrorCode, arginfo_class_Koppel_Exception_getErrorCode, ZEND_ACC_PUBLIC)
	ZEND_ME(Koppel_Exception, getPath, arginfo_class_Koppel_Exception_getPath, ZEND_ACC_PUBLIC)
	ZEND_ME(Koppel_Exception, isRetryable, arginfo_class_Koppel_Exception_isRetryable, ZEND_ACC_PUBLIC)
	ZEND_ME(Koppel_Exception, getReference, arginfo_class_Koppel_Exception_getReference, ZEND_ACC_PUBLIC)
	ZEND_ME(Koppel_Exception, getStatus, arginfo_class_Koppel_Exception_getStatus, ZEND_ACC_PUBLIC)
	ZEND_ME(Koppel_Exception, getStatusName, arginfo_class_Koppel_Exception_getStatusName, ZEND_ACC_PUBLIC)
	ZEND_ME(Koppel_Exception, getDocument, arginfo_class_Koppel_Exception_getDocument, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};

static zend_class_entry *register_class_Koppel_Client(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Koppel", "Client", class_Koppel_Client_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL;

	return class_entry;
}

static zend_class_entry *register_class_Koppel_Stream(zend_class_entry *class_entry_Iterator)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Koppel", "Stream", class_Koppel_Stream_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL;
	zend_class_implements(class_entry, 1, class_entry_Iterator);

	return class_entry;
}

static zend_class_entry *register_class_Koppel_Reply(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Koppel", "Reply", class_Koppel_Reply_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL;

	zval property_status_default_value;
	ZVAL_LONG(&property_status_default_value, 0);
	zend_string *property_status_name = zend_string_init("status", sizeof("status") - 1, 1);
	zend_declare_typed_property(class_entry, property_status_name, &property_status_default_value, ZEND_ACC_PUBLIC, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_status_name);

	zval property_headers_default_value;
	ZVAL_EMPTY_ARRAY(&property_headers_default_value);
	zend_string *property_headers_name = zend_string_init("headers", sizeof("headers") - 1, 1);
	zend_declare_typed_property(class_entry, property_headers_name, &property_headers_default_value, ZEND_ACC_PUBLIC, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_headers_name);

	zval property_wake_default_value;
	ZVAL_EMPTY_ARRAY(&property_wake_default_value);
	zend_string *property_wake_name = zend_string_init("wake", sizeof("wake") - 1, 1);
	zend_declare_typed_property(class_entry, property_wake_name, &property_wake_default_value, ZEND_ACC_PUBLIC, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_wake_name);

	zval property_body_default_value;
	ZVAL_EMPTY_STRING(&property_body_default_value);
	zend_string *property_body_name = zend_string_init("body", sizeof("body") - 1, 1);
	zend_declare_typed_property(class_entry, property_body_name, &property_body_default_value, ZEND_ACC_PUBLIC, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_body_name);

	zval property_ask_default_value;
	ZVAL_NULL(&property_ask_default_value);
	zend_string *property_ask_name = zend_string_init("ask", sizeof("ask") - 1, 1);
	zend_declare_typed_property(class_entry, property_ask_name, &property_ask_default_value, ZEND_ACC_PUBLIC, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY|MAY_BE_NULL));
	zend_string_release(property_ask_name);

	zval property_login_default_value;
	ZVAL_NULL(&property_login_default_value);
	zend_string *property_login_name = zend_string_init("login", sizeof("login") - 1, 1);
	zend_declare_typed_property(class_entry, property_login_name, &property_login_default_value, ZEND_ACC_PUBLIC, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY|MAY_BE_NULL));
	zend_string_release(property_login_name);

	return class_entry;
}

static zend_class_entry *register_class_Koppel_Exception(zend_class_entry *class_entry_RuntimeException)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Koppel", "Exception", class_Koppel_Exception_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_RuntimeException);

	zval property_errorCode_default_value;
	ZVAL_EMPTY_STRING(&property_errorCode_default_value);
	zend_string *property_errorCode_name = zend_string_init("errorCode", sizeof("errorCode") - 1, 1);
	zend_declare_typed_property(class_entry, property_errorCode_name, &property_errorCode_default_value, ZEND_ACC_PROTECTED, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_errorCode_name);

	zval property_path_default_value;
	ZVAL_EMPTY_STRING(&property_path_default_value);
	zend_string *property_path_name = zend_string_init("path", sizeof("path") - 1, 1);
	zend_declare_typed_property(class_entry, property_path_name, &property_path_default_value, ZEND_ACC_PROTECTED, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_path_name);

	zval property_retryable_default_value;
	ZVAL_FALSE(&property_retryable_default_value);
	zend_string *property_retryable_name = zend_string_init("retryable", sizeof("retryable") - 1, 1);
	zend_declare_typed_property(class_entry, property_retryable_name, &property_retryable_default_value, ZEND_ACC_PROTECTED, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_retryable_name);

	zval property_reference_default_value;
	ZVAL_NULL(&property_reference_default_value);
	zend_string *property_reference_name = zend_string_init("reference", sizeof("reference") - 1, 1);
	zend_declare_typed_property(class_entry, property_reference_name, &property_reference_default_value, ZEND_ACC_PROTECTED, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_reference_name);

	zval property_document_default_value;
	zend_string *property_document_default_value_str = zend_string_init("{}", strlen("{}"), 1);
	ZVAL_STR(&property_document_default_value, property_document_default_value_str);
	zend_string *property_document_name = zend_string_init("document", sizeof("document") - 1, 1);
	zend_declare_typed_property(class_entry, property_document_name, &property_document_default_value, ZEND_ACC_PROTECTED, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_document_name);

	return class_entry;
}
