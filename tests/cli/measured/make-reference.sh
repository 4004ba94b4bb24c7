#!/bin/sh
# A growth reference of no real children: months 48 to 156, M 16 for boys and 18 for
# girls, S 0.125, L 1.
echo sex,age_months,L,M,S
for sex in male,16 female,18; do
	month=48
	while [ $month -le 156 ]; do
		echo "${sex%,*},$month,1,${sex#*,},0.125"
		month=$((month + 1))
	done
done
