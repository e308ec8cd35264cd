<?php
// Answers vectors for tests/bindings.rs: lines of `method request` in, the document of each out, on a line of its own.

while (($line = fgets(STDIN)) !== false) {
    [$method, $request] = explode(' ', rtrim($line, "\n"), 2);
    try {
        echo Koppel\call($method, $request), "\n";
    } catch (Koppel\Exception $exception) {
        echo $exception->getDocument(), "\n";
    }
}
