<?php
// PHP's own server as a web server with pretty permalinks: existing files as they are, all else to WordPress.
$path = $_SERVER['DOCUMENT_ROOT'] . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (is_file($path)) {
    return false;
}
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
