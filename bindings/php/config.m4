dnl The extension koppel: C over koppel.h, with libkoppel.a linked in, so that nothing but get_module leaves it.

PHP_ARG_WITH([koppel],
  [for koppel],
  [AS_HELP_STRING([--with-koppel=DIR],
    [Include koppel; DIR holds include/koppel.h and lib/libkoppel.a])],
  [yes])

if test "$PHP_KOPPEL" != "no"; then
  KOPPEL_DIR="$PHP_KOPPEL"
  if test "$KOPPEL_DIR" = "yes"; then
    KOPPEL_DIR=/usr/local
  fi
  AC_MSG_CHECKING([for koppel.h and libkoppel in $KOPPEL_DIR])
  if test ! -r "$KOPPEL_DIR/include/koppel.h"; then
    AC_MSG_ERROR([there is no $KOPPEL_DIR/include/koppel.h: say where koppel is with --with-koppel=DIR])
  fi
  if test -r "$KOPPEL_DIR/lib/libkoppel.a"; then
    KOPPEL_SHARED_LIBADD="$KOPPEL_DIR/lib/libkoppel.a -lgcc_s -lutil -lrt -lpthread -lm -ldl"
    AC_MSG_RESULT([static])
  else
    KOPPEL_SHARED_LIBADD="-L$KOPPEL_DIR/lib -lkoppel"
    AC_MSG_RESULT([shared])
  fi
  PHP_ADD_INCLUDE([$KOPPEL_DIR/include])
  dnl Only get_module leaves; once loaded it stays, for thread-local values outlive a dlclose.
  EXTRA_LDFLAGS="$EXTRA_LDFLAGS -export-symbols $abs_srcdir/koppel.sym -Wl,--exclude-libs,ALL -Wl,--gc-sections -Wl,-z,nodelete"
  PHP_SUBST([EXTRA_LDFLAGS])
  PHP_SUBST([KOPPEL_SHARED_LIBADD])
  PHP_NEW_EXTENSION([koppel], [koppel.c client.c exception.c handle.c http.c json.c log.c stream.c], [$ext_shared],,
    [-DZEND_ENABLE_STATIC_TSRMLS_CACHE=1 -fvisibility=hidden -Wall -Wextra -Wno-unused-parameter])
  PHP_ADD_EXTENSION_DEP([koppel], [json])
fi
