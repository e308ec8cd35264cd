<?php
declare(strict_types=1);
// koppel behind a page of plain PHP: answers the request that PHP is serving, and does the rest after the response.

namespace Koppel\Front;

use Koppel\Client;
use LogicException;

final class Page
{
    /**
     * @param null|callable(array): array $answer what httpAnswer takes beside the ask_id
     * @param null|callable(array): mixed $login logs the user of a punch-out in, before the response is sent
     * @param null|callable(list<'inbox'|'outbox'>): mixed $wake what now has something to do, after the response was sent
     */
    public static function serve(Client $koppel, ?callable $answer = null, ?callable $login = null, ?callable $wake = null): void
    {
        $reply = $koppel->httpRespond();
        if ($reply->ask !== null) {
            if ($answer === null) {
                throw new LogicException("koppel asks the shop for \"{$reply->ask['kind']}\": give the page an answer function.");
            }
            $reply = $koppel->httpAnswer(['ask_id' => $reply->ask['ask_id']] + $answer($reply->ask));
        }
        if ($reply->login !== null && $login !== null) {
            $login($reply->login);
        }
        $reply->send();
        if ($wake === null || $reply->wake === []) {
            return;
        }
        // Under php-fpm the other side has its answer now; elsewhere when what is sent is whole, or when this is done.
        function_exists('fastcgi_finish_request') ? fastcgi_finish_request() : flush();
        $wake($reply->wake);
    }
}
