<?php
// php install.php SITE HOST THEME: installs WordPress into an empty database and prints an application password for its administrator.
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = $argv[2];
require $argv[1] . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install('Harian Contoh', 'redaksi', 'redaksi@harian.example', true, '', 'not-used-over-the-network');
update_option('permalink_structure', '/berita/%year%/%monthnum%/%day%/%postname%/');
update_option('timezone_string', 'Asia/Jakarta');
update_option('posts_per_rss', 200); // the feed test expects every post in one feed
switch_theme($argv[3]);
wp_delete_post(1, true); // "Hello world!"
$made = WP_Application_Passwords::create_new_application_password(1, ['name' => 'tests']);
echo $made[0];
