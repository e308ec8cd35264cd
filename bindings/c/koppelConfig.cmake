# find_package(koppel) gives koppel::koppel, the shared library, and koppel::static, all of it within your program.
if(TARGET koppel::koppel)
  return()
endif()

# This file lies in <libdir>/cmake/koppel, or in <prefix>/share/koppel where cargo-c has put it: what it is about is found from there.
get_filename_component(_koppel "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)
foreach(_koppel_place "${_koppel}" "${_koppel}/lib" "${_koppel}/lib/${CMAKE_LIBRARY_ARCHITECTURE}" "${_koppel}/lib64")
  if(EXISTS "${_koppel_place}/libkoppel.so.1")
    set(_koppel_lib "${_koppel_place}")
  endif()
endforeach()
foreach(_koppel_place "${_koppel}/include" "${_koppel}/../include" "${_koppel}/../../include")
  if(EXISTS "${_koppel_place}/koppel.h")
    set(_koppel_include "${_koppel_place}")
  endif()
endforeach()
if(NOT _koppel_lib OR NOT _koppel_include)
  set(koppel_FOUND FALSE)
  set(koppel_NOT_FOUND_MESSAGE "libkoppel.so.1 or koppel.h does not lie where ${CMAKE_CURRENT_LIST_DIR} expects it")
  return()
endif()

add_library(koppel::koppel SHARED IMPORTED)
set_target_properties(koppel::koppel PROPERTIES
  IMPORTED_LOCATION "${_koppel_lib}/libkoppel.so.1"
  IMPORTED_SONAME "libkoppel.so.1"
  INTERFACE_INCLUDE_DIRECTORIES "${_koppel_include}")

add_library(koppel::static STATIC IMPORTED)
set_target_properties(koppel::static PROPERTIES
  IMPORTED_LOCATION "${_koppel_lib}/libkoppel.a"
  INTERFACE_LINK_LIBRARIES "gcc_s;util;rt;pthread;m;dl"
  INTERFACE_INCLUDE_DIRECTORIES "${_koppel_include}")
