<?php
// Says of each thing whether it is as it is wanted, and at the end how many were.
declare( strict_types=1 );

$passed = $failed = 0;
function check( string $what, mixed $is, mixed $wanted = true ): void {
	global $passed, $failed;
	$is === $wanted ? ++$passed : ++$failed;
	echo $is === $wanted ? 'ok ' : 'not ok ', $what, "\n";
	if ( $is !== $wanted ) {
		echo '  is ', json_encode( $is ), "\n  wanted ", json_encode( $wanted ), "\n";
	}
}
function summary(): never {
	global $passed, $failed;
	echo "$passed passed, $failed failed\n";
	exit( $failed > 0 ? 1 : 0 );
}
